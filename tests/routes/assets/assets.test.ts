import { describe, expect, it } from "vitest"
import type { StaticFile, StaticFiles } from "#ports/static-files.ts"
import { assetRoutes } from "#routes/assets/assets.ts"

const app = assetRoutes({
  widget: holding({
    "1.0.0/civic-pay.js": script("pinned"),
    "1/civic-pay.js": script("newest"),
    "versions.json": { ...script("{}"), contentType: "application/json" },
    "secret/civic-pay.js": script("never"),
  }),
  page: holding({ "checkout-3fa9.css": { ...script("a{}"), contentType: "text/css", brotli: null } }),
})

describe("the pinned widget", () => {
  it("may be kept for ever by any site", async () => {
    const response = await app.request("/w/1.0.0/civic-pay.js")
    expect(response.status).toBe(200)
    expect(await response.text()).toBe("pinned")
    expect(Object.fromEntries(response.headers)).toEqual({
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=31536000, immutable",
      "content-length": "6",
      "content-type": "text/javascript; charset=utf-8",
      "cross-origin-resource-policy": "cross-origin",
      etag: '"pinned"',
      vary: "Accept-Encoding",
      "x-content-type-options": "nosniff",
    })
  })

  it.each([
    "/w/1.0.1/civic-pay.js",
    "/w/1.0/civic-pay.js",
    "/w/secret/civic-pay.js",
    "/w/1.0.0/",
    "/w/1.0.0/other.js",
  ])("is not found at %s", async (path) => {
    expect((await app.request(path)).status).toBe(404)
  })

  it("answers a question about its head", async () => {
    const response = await app.request("/w/1.0.0/civic-pay.js", { method: "HEAD" })
    expect(response.status).toBe(200)
    expect(response.headers.get("etag")).toBe('"pinned"')
    expect(await response.text()).toBe("")
  })

  it("cannot be written", async () => {
    expect((await app.request("/w/1.0.0/civic-pay.js", { method: "POST" })).status).toBe(404)
  })
})

describe("the floating widget", () => {
  it("is the script itself, for five minutes", async () => {
    const response = await app.request("/w/1/civic-pay.js")
    expect(response.status).toBe(200)
    expect(await response.text()).toBe("newest")
    expect(response.headers.get("cache-control")).toBe("public, max-age=300")
    expect(response.headers.get("access-control-allow-origin")).toBe("*")
    expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin")
  })

  it("is not found for another major version", async () => {
    expect((await app.request("/w/2/civic-pay.js")).status).toBe(404)
  })
})

it("answers a browser's own question for an icon", async () => {
  const response = await app.request("/favicon.ico")
  expect([response.status, await response.text()]).toEqual([204, ""])
})

it("lists the versions to any site", async () => {
  const response = await app.request("/w/versions.json")
  expect(await response.json()).toEqual({})
  expect(response.headers.get("content-type")).toBe("application/json")
  expect(response.headers.get("cache-control")).toBe("public, max-age=300")
  expect(response.headers.get("access-control-allow-origin")).toBe("*")
})

describe("page assets", () => {
  it("are kept for ever by our own pages only", async () => {
    const response = await app.request("/assets/checkout-3fa9.css")
    expect(await response.text()).toBe("a{}")
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable")
    expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin")
    expect(response.headers.get("access-control-allow-origin")).toBeNull()
    expect(response.headers.get("x-content-type-options")).toBe("nosniff")
  })

  it.each([
    "/assets/",
    "/assets/absent.css",
    "/assets/%2e%2e/secret/civic-pay.js",
    "/assets/..%2fversions.json",
  ])("are not found at %s", async (path) => {
    expect((await app.request(path)).status).toBe(404)
  })

  it("come plain where Brotli saves nothing", async () => {
    const response = await ask("/assets/checkout-3fa9.css", { "Accept-Encoding": "br" })
    expect(response.headers.get("content-encoding")).toBeNull()
    expect(await response.text()).toBe("a{}")
  })
})

describe("encodings", () => {
  it.each(["br", "gzip, deflate, br, zstd", "gzip;q=1.0, br;q=0.5", "BR;q=1"])(
    "sends Brotli for %j",
    async (accepted) => {
      const response = await ask("/w/1.0.0/civic-pay.js", { "Accept-Encoding": accepted })
      expect(response.headers.get("content-encoding")).toBe("br")
      expect(response.headers.get("content-length")).toBe("1")
      expect(response.headers.get("etag")).toBe('"pinned-br"')
      expect(response.headers.get("vary")).toBe("Accept-Encoding")
    },
  )

  it.each(["", "gzip", "br;q=0", "br;q=0.000", "brotli", "xbr"])(
    "sends plain bytes for %j",
    async (accepted) => {
      const response = await ask("/w/1.0.0/civic-pay.js", { "Accept-Encoding": accepted })
      expect(response.headers.get("content-encoding")).toBeNull()
      expect(await response.text()).toBe("pinned")
    },
  )
})

describe("revalidation", () => {
  it.each(['"pinned"', 'W/"pinned"', '"other", "pinned"', "*"])("sends no body for %s", async (tags) => {
    const response = await ask("/w/1.0.0/civic-pay.js", { "If-None-Match": tags })
    expect(response.status).toBe(304)
    expect(await response.text()).toBe("")
    expect(response.headers.get("cache-control")).toContain("immutable")
    expect(response.headers.get("access-control-allow-origin")).toBe("*")
  })

  it.each(['"pinned-br"', '"other"', "pinned"])("sends the bytes for %s", async (tags) => {
    expect((await ask("/w/1.0.0/civic-pay.js", { "If-None-Match": tags })).status).toBe(200)
  })
})

function ask(path: string, headers: Record<string, string>): Response | Promise<Response> {
  return app.request(path, { headers })
}

function script(text: string): StaticFile {
  return {
    contentType: "text/javascript; charset=utf-8",
    plain: { bytes: new TextEncoder().encode(text), etag: `"${text}"` },
    brotli: { bytes: new Uint8Array([1]), etag: `"${text}-br"` },
  }
}

function holding(files: Record<string, StaticFile>): StaticFiles {
  const byPath = new Map(Object.entries(files))
  return { find: (path) => byPath.get(path) ?? null }
}
