import { readFileSync } from "node:fs"
import { Hono } from "hono"
import type { SandboxEnv } from "#sandbox-acquirer/outside.ts"

const assets = [
  { path: "/sandbox.css", file: "../pages/sandbox.css", type: "text/css; charset=utf-8" },
  { path: "/continue.js", file: "../pages/continue.js", type: "text/javascript; charset=utf-8" },
] as const

/** The pages' own style sheet and script. */
export function assetRoutes(): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>()
  for (const { path, file, type } of assets) {
    const text = readFileSync(new URL(file, import.meta.url), "utf8")
    routes.get(path, (c) =>
      c.body(text, 200, {
        "content-type": type,
        "cache-control": "public, max-age=300",
        "x-content-type-options": "nosniff",
      }),
    )
  }
  return routes
}
