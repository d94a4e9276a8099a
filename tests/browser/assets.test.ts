import { brotliCompressSync } from "node:zlib"
import { beforeAll, describe, expect, it } from "vitest"
import type { BuiltAssets } from "#tests/browser/built-assets.ts"
import { buildAssets } from "#tests/browser/built-assets.ts"

/** Budgets of the design, in bytes after brotli. */
const cssBudget = 8000
const scriptBudget = 3000

let assets: BuiltAssets
beforeAll(async () => {
  assets = await buildAssets()
}, 60_000)

describe("the built assets", () => {
  it("are one style sheet and one script, named by content", () => {
    expect(assets.list.css).toMatch(/^\/assets\/[\w-]+-[\w-]{8}\.css$/)
    expect(assets.list.js).toMatch(/^\/assets\/[\w-]+-[\w-]{8}\.js$/)
    expect([...assets.files.keys()].toSorted()).toEqual(
      [assets.list.css, assets.list.js, "/assets/assets.json"].toSorted(),
    )
  })

  it("keep within their budgets", () => {
    expect(compressed(assets.list.css)).toBeLessThanOrEqual(cssBudget)
    expect(compressed(assets.list.js)).toBeLessThanOrEqual(scriptBudget)
  })

  it("hold no font, image, crown or other address", () => {
    const css = String(assets.files.get(assets.list.css))
    expect(css).not.toMatch(/url\(|@import|@font-face|GDS Transport|crest|crown/)
  })

  it("hold nothing that trusted types refuse", () => {
    const script = String(assets.files.get(assets.list.js))
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/)
  })
})

function compressed(address: string): number {
  const bytes = assets.files.get(address)
  if (!bytes) throw new Error(`not built: ${address}`)
  return brotliCompressSync(bytes).length
}
