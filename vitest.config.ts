import { defineConfig } from "vitest/config"

/** Two files at a time on a small machine: each brings a database and often a server. */
const maxWorkers = 2

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx" } },
  test: {
    globalSetup: ["tests/support/global-setup.ts"],
    maxWorkers,
    projects: [
      {
        extends: true,
        test: {
          name: "server",
          include: ["tests/**/*.test.{ts,tsx}"],
          exclude: ["tests/journeys/**", "**/node_modules/**"],
          setupFiles: ["tests/support/network-guard.ts"],
          // A busy machine of two cores is several times slower than a quiet one.
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "journeys",
          include: ["tests/journeys/**/*.test.{ts,tsx}"],
          setupFiles: ["tests/support/network-guard.ts"],
          // Each file drives a browser and real processes of its own: after the rest, as many at a time.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
