import { describe, expect, it } from "vitest"
import { buildTestSite, nowhere } from "#tests/demo-site/site.ts"

describe("the security headers", () => {
  it.each(["/", "/cy/invoice", "/nowhere", "/assets/site.css", "/health/live"])(
    "stand on %s",
    async (path) => {
      const { headers } = await buildTestSite(nowhere).app.request(path)
      expect(headers.get("content-security-policy")?.split("; ")).toEqual([
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        `script-src 'self' ${nowhere}/w/`,
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        `form-action 'self' ${nowhere}`,
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ])
      expect(headers.get("x-content-type-options")).toBe("nosniff")
      expect(headers.get("referrer-policy")).toBe("no-referrer")
      expect(headers.get("strict-transport-security")).toBeNull()
    },
  )

  it("ask for https where the site has it", async () => {
    const { outside } = buildTestSite(nowhere)
    const settings = { ...outside.settings, url: "https://arwelvale.example" }
    const { headers } = await buildTestSite(nowhere, { settings }).app.request("/")
    expect(headers.get("strict-transport-security")).toContain("max-age=31536000")
  })

  it("keep pages out of caches", async () => {
    const { headers } = await buildTestSite(nowhere).app.request("/webhooks")
    expect(headers.get("cache-control")).toBe("no-store")
  })
})
