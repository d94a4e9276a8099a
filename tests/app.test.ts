import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout, pageAssets } from "#tests/routes/payee/checkout.ts"
import { aPaymentIn, cardToken } from "#tests/routes/payee/payments-in-every-state.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

describe("the whole checkout", () => {
  it("answers at every audience's address", async () => {
    const statuses = await Promise.all(
      [
        "/health/live",
        "/health/ready",
        "/v1/openapi.json",
        "/p/arwel-vale/council-tax",
        "/cy/p/arwel-vale/council-tax",
      ].map(async (path) => (await checkout.get(path)).status),
    )
    expect(statuses).toEqual([200, 200, 200, 200, 200])
    expect((await checkout.get("/v1/payments/x")).status).toBe(401)
    expect((await checkout.get("/w/versions.json")).status).toBe(404)
    expect((await checkout.post("/acquirer-notifications/sandbox")).status).toBe(400)
  })

  it("names the built style and script on its pages", async () => {
    const { html } = await checkout.get("/p/arwel-vale/council-tax")
    expect(html).toContain(`href="${pageAssets.css}"`)
    expect(html).toContain(`src="${pageAssets.js}"`)
  })

  it("sets no cookie and reads none", async () => {
    const plain = await checkout.get("/p/arwel-vale/council-tax")
    const withCookie = await checkout.get("/p/arwel-vale/council-tax", { Cookie: "session=1; lang=cy" })
    expect(withCookie.html).toBe(plain.html)
    const id = await aPaymentIn(checkout.council, "started")
    const answers = [
      plain,
      await checkout.get(checkout.payPath(id)),
      await checkout.post(checkout.payPath(id, "/confirmation"), { token: cardToken }),
      await checkout.get("/no-such-page"),
      await checkout.get("/v1/payments/x"),
      await checkout.get("/health/live"),
    ]
    for (const { headers } of answers) expect(headers.get("Set-Cookie")).toBeNull()
  })

  it("gives every answer an id and one line in the log", async () => {
    const { lines } = checkout.council.outside
    const from = lines.length
    for (const path of ["/health/live", "/v1/payments/x", "/p/arwel-vale/council-tax", "/no-such-page"]) {
      const { headers } = await checkout.get(path)
      const own = lines.filter(({ fields }) => fields["request_id"] === headers.get("Request-Id"))
      expect(own.map(({ message }) => message)).toEqual(["request"])
    }
    expect(lines.length - from).toBe(4)
  })

  it("logs templates, never capability, token or reference", async () => {
    const { lines } = checkout.council.outside
    const from = lines.length
    const reference = "AV00123455"
    await checkout.get(`/p/arwel-vale/parking-penalty?reference=${reference}`)
    const begun = await checkout.post("/p/arwel-vale/parking-penalty", { reference, registration: "AR26VLE" })
    const capability = begun.location.replace("/pay/", "")
    const basket = await checkout.post("/cy/p/arwel-vale/garden-waste", { reference: "GW24KX7MT" })
    await checkout.get(basket.location)
    await checkout.get(begun.location)
    await checkout.get(`${begun.location}/status`)
    await checkout.post(`${begun.location}/card`)
    await checkout.get(`${begun.location}/card?result=complete&token=${cardToken}&last_four=4242`)
    await checkout.post(`${begun.location}/confirmation`, { token: cardToken })
    await checkout.post(`${begun.location}/cancellation`, {}, { "Sec-Fetch-Site": "cross-site" })
    await checkout.post(`${begun.location}/card`, { token: "x".repeat(20_000) })
    await checkout.get(`/no-such-page/${capability}`)
    await checkout.get(`/pay/${capability}/no-such-step?token=${cardToken}`)
    const written = lines.slice(from)
    const said = JSON.stringify(written)
    for (const secret of [
      capability.slice(26),
      basket.location.slice(-26),
      cardToken,
      reference,
      "GW24KX7MT",
      "AR26VLE",
      "entry-secret",
    ]) {
      expect(said).not.toContain(secret)
    }
    expect(written.map(({ fields }) => fields["route"])).toEqual(
      expect.arrayContaining([
        "/p/:buyer/:page",
        "/pay/:capability",
        "/pay/:capability/status",
        "/pay/:capability/card",
        "/pay/:capability/confirmation",
        "/cy/basket/:capability",
      ]),
    )
  })
})
