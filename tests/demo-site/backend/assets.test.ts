import { describe, expect, it } from "vitest"
import { readAssets } from "#demo-site/backend/assets.ts"
import { buildTestSite, nowhere } from "#tests/demo-site/site.ts"

const { app } = buildTestSite(nowhere)

describe("the site's own files", () => {
  it("are cached for good under their hash", async () => {
    const response = await app.request(readAssets().href("site.css"))
    expect(response.status).toBe(200)
    expect(response.headers.get("content-type")).toBe("text/css; charset=utf-8")
    expect(response.headers.get("cache-control")).toContain("immutable")
  })

  it("are not cached under another hash", async () => {
    const response = await app.request("/assets/crest.svg?v=old")
    expect(response.headers.get("content-type")).toBe("image/svg+xml")
    expect(response.headers.get("cache-control")).toBe("no-cache")
  })

  it.each(["/assets/base.css", "/assets/..%2F..%2Fserver.ts", "/assets/toString"])(
    "do not include %s",
    async (path) => {
      expect((await app.request(path)).status).toBe(404)
    },
  )
})
