import { describe, expect, it } from "vitest"
import { buildTestSite, nowhere } from "./site.ts"

describe("the demo site", () => {
  it("lives, and is ready until it stops", async () => {
    let ready = true
    const { app } = buildTestSite(nowhere, { ready: () => ready })
    expect((await app.request("/health/live")).status).toBe(200)
    expect((await app.request("/health/ready")).status).toBe(200)
    ready = false
    expect((await app.request("/health/ready")).status).toBe(503)
    expect((await app.request("/health/live")).status).toBe(200)
  })

  it("shows a fault of its own as a page, without its text", async () => {
    const newToken = () => {
      throw new Error("secret detail")
    }
    const response = await buildTestSite(nowhere, { newToken }).app.request("/cy/invoice")
    expect(response.status).toBe(500)
    const html = await response.text()
    expect(html).toContain("mae problem gyda&#39;r gwasanaeth")
    expect(html).not.toContain("secret detail")
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'")
  })
})
