import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { answerOf, appOver } from "#tests/routes/payee/checkout.ts"
import type { TestOutside } from "#tests/support/outside.ts"
import { testOutside } from "#tests/support/outside.ts"

let away: TestOutside
beforeAll(() => {
  // Nothing listens on port 1.
  away = testOutside({ databaseUrl: "postgres://nobody@127.0.0.1:1/none" })
})
afterAll(() => away.close())

const id = "7".repeat(26)

async function request(path: string, init: RequestInit = {}) {
  return await answerOf(await appOver(away).routes.request(path, init))
}

describe("a bug or an outage", () => {
  const capability = (label: "payment" | "basket" | "receipt") => id + away.secrets.tag(label, id)

  it("gives a page that says nothing of money taken", async () => {
    const paths = [
      "/p/arwel-vale/council-tax",
      `/basket/${capability("basket")}`,
      `/pay/${capability("payment")}`,
      `/receipt/${capability("receipt")}`,
    ]
    for (const path of paths) {
      const english = await request(path)
      expect([path, english.status]).toEqual([path, 500])
      expect(english.title).toBe("Sorry, there is a problem with the service")
      expect(english.text).toContain("do not pay again yet")
      expect(english.text).not.toMatch(/no money|not been taken|taken/i)
      const welsh = await request(`/cy${path}`)
      expect([path, welsh.status]).toEqual([path, 500])
      expect(welsh.html).toContain('<html lang="cy"')
      expect(welsh.text).not.toMatch(/nid oes arian|problem with the service/i)
    }
  })

  it("shows and logs neither query, parameter, address nor stack", async () => {
    const body = new URLSearchParams({ token: "tok_zq9secret0" })
    const page = await request(`/pay/${capability("payment")}/confirmation`, { method: "POST", body })
    expect(page.status).toBe(500)
    expect(page.html).not.toMatch(/select|from "|Error:|at \w+ \(|node_modules|127\.0\.0\.1|ECONN/i)
    expect(page.html).not.toContain("zq9secret")
    expect(page.headers.get("Cache-Control")).toBe("no-store")
    expect(page.headers.get("Content-Security-Policy")).toContain("default-src 'none'")
    const said = JSON.stringify(away.lines)
    expect(said).not.toContain(capability("payment"))
    expect(said).not.toContain("zq9secret")
    expect(away.lines).toContainEqual(expect.objectContaining({ level: "error", message: "request failed" }))
  })

  it("logs the request's id with what failed", async () => {
    const from = away.lines.length
    const page = await request(`/pay/${capability("payment")}`)
    const [failure] = away.lines.slice(from).filter(({ level }) => level === "error")
    expect(failure?.fields["request_id"]).toBe(page.headers.get("Request-Id"))
    expect(failure?.fields["route"]).toBe("/pay/:capability")
  })
})

describe("an address that leads nowhere", () => {
  it("gives a page in its language", async () => {
    const english = await request("/no-such-page")
    expect([english.status, english.title]).toEqual([404, "Page not found"])
    expect(english.html).toContain('href="/cy/no-such-page"')
    const welsh = await request("/cy/no-such-page")
    expect([welsh.status, welsh.title]).toEqual([404, "Ni chafwyd hyd i'r dudalen"])
    expect(welsh.html).toContain('href="/no-such-page"')
  })

  it("gives a page for a method that is not taken", async () => {
    expect((await request("/no-such-page", { method: "POST" })).status).toBe(404)
    expect((await request(`/pay/${id}`, { method: "DELETE" })).status).toBe(404)
    expect((await request("/receipt/x", { method: "POST" })).status).toBe(404)
  })

  it("does not echo its address as markup", async () => {
    const page = await request('/no-such-page/"><img src=x onerror=alert(1)>?q="><script>')
    expect(page.status).toBe(404)
    expect(page.html).not.toMatch(/<img|onerror=alert\(1\)>|"><script/)
  })
})
