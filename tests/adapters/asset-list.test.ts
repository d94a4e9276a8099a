import { describe, expect, it } from "vitest"
import { readAssetList } from "#adapters/asset-list.ts"
import type { StaticFiles } from "#ports/static-files.ts"

function built(text: string): StaticFiles {
  const bytes = new TextEncoder().encode(text)
  const file = { contentType: "application/json", plain: { bytes, etag: '"1"' }, brotli: null }
  return { find: (path) => (path === "assets.json" ? file : null) }
}

describe("the asset list", () => {
  it("names the style sheet and the script", () => {
    const list = { css: "/assets/checkout-1.css", js: "/assets/checkout-2.js" }
    expect(readAssetList(built(JSON.stringify({ ...list, other: 1 })))).toEqual(list)
  })

  it("is null where nothing was built", () => {
    expect(readAssetList({ find: () => null })).toBeNull()
  })

  it.each(["{}", '{"css":"/a.css"}', '{"css":1,"js":2}', "[]", "null"])(
    "is null where it is wrong: %s",
    (text) => {
      expect(readAssetList(built(text))).toBeNull()
    },
  )
})
