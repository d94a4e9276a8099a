import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { createTestDatabase } from "#tests/support/test-database.ts"

/** Each bug must show within so many seeds. */
const mostSeeds = 100
const deadlineMilliseconds = 240_000

const acts = "#adapters/acquirer-stripe/act.ts"

/** A capture is called done, and Stripe is never asked. */
function captureUnsent() {
  vi.doMock(acts, async (importOriginal) => {
    const original = await importOriginal<typeof import("#adapters/acquirer-stripe/act.ts")>()
    const capture: typeof original.capture = async (_line, _mode, { amount }) => {
      return { kind: "ok", value: { captured: amount }, evidence: {} }
    }
    return { ...original, capture }
  })
}

/** The first seed in which a promise is broken, and how. */
async function hunt(seeds: number) {
  const { simulateSeed } = await import("#tests/simulation/simulate-seed.ts")
  const { openGround } = await import("#tests/simulation/ground.ts")
  const { connectStripe } = await import("./stripe-ground.ts")
  const { url } = await createTestDatabase()
  const ground = await openGround(url, connectStripe)
  try {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { violations } = await simulateSeed(ground, seed)
      if (violations.length > 0) return { seed, violations }
    }
    return null
  } finally {
    await ground.close()
  }
}

describe("a bug planted in the adapter is found", () => {
  beforeAll(() => vi.resetModules())
  afterEach(() => {
    vi.doUnmock(acts)
    vi.resetModules()
  })
  afterAll(() => vi.resetModules())
  const options = { timeout: deadlineMilliseconds }

  it("a capture that is never sent", options, async () => {
    captureUnsent()
    const found = await hunt(mostSeeds)
    expect(found).not.toBeNull()
    process.stdout.write(`found at seed ${found?.seed}: ${found?.violations[0]}\n`)
  })
})
