import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { isForged } from "#routes/payee/security.ts"
import { councilTaxBasket } from "#tests/routes/payee/basket-steps.ts"
import type { Answer, Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import { aPaymentIn, cardToken } from "#tests/routes/payee/payments-in-every-state.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

/** The policy of the design, with the places that forms may lead to. */
function policy(formAction: string): string {
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action ${formAction}`,
    "require-trusted-types-for 'script'",
    "report-uri /policy-reports",
    "report-to policy",
  ].join("; ")
}

const ownForms = policy("'self'")
const acquirersForms = policy("'self' https://acquirer.example")

function expectProtected({ headers }: Answer, csp: string) {
  expect(headers.get("Content-Security-Policy")).toBe(csp)
  expect(headers.get("Reporting-Endpoints")).toBe('policy="/policy-reports"')
  expect(headers.get("Cache-Control")).toBe("no-store")
  expect(headers.get("Referrer-Policy")).toBe("no-referrer")
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff")
  expect(headers.get("X-Frame-Options")).toBe("DENY")
  expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin")
  expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin")
  expect(headers.get("X-Robots-Tag")).toBe("noindex")
  expect(headers.get("Strict-Transport-Security")).toMatch(/^max-age=\d{8,}/)
  expect(headers.get("Permissions-Policy")).toBe(
    "payment=(self), publickey-credentials-get=(self), camera=(), microphone=(), geolocation=()",
  )
  expect(headers.get("Set-Cookie")).toBeNull()
}

describe("the headers of a page", () => {
  it("let forms lead to ourselves alone before and after paying", async () => {
    const id = await aPaymentIn(checkout.council, "captured")
    const basket = await councilTaxBasket(checkout)
    const pages = [
      await checkout.get("/p/arwel-vale/council-tax"),
      await checkout.post("/p/arwel-vale/council-tax", { reference: "1" }),
      await checkout.post("/p/arwel-vale/council-tax", { reference: "501234567" }),
      await checkout.post("/p/arwel-vale/council-tax", {}, { "Sec-Fetch-Site": "cross-site" }),
      await checkout.get("/p/arwel-vale/no-such-page"),
      await checkout.get(basket),
      await checkout.post(basket, { choice: "other" }),
      await checkout.get("/basket/x"),
      await checkout.get(`/receipt/${checkout.capability("receipt", id)}`),
      await checkout.get("/receipt/x"),
      await checkout.get("/no-such-page"),
      await checkout.get("/"),
      await checkout.get("/pay-me"),
      await checkout.get("/cy/no-such-page"),
      await checkout.get(`/cy/receipt/${checkout.capability("receipt", id)}`),
    ]
    for (const page of pages) expectProtected(page, ownForms)
  })

  it("let the forms of card entry, and no others, lead to the acquirer", async () => {
    const id = await aPaymentIn(checkout.council, "started")
    const created = await aPaymentIn(checkout.council, "created")
    for (const path of [
      "",
      `/card?result=complete&token=${cardToken}`,
      "/card?result=invalid&errors=cvc.empty",
    ]) {
      expectProtected(await checkout.get(checkout.payPath(id, path)), acquirersForms)
      expectProtected(await checkout.get(checkout.payPath(id, path, "cy")), acquirersForms)
    }
    const others = [
      await checkout.get(checkout.payPath(created)),
      await checkout.get(checkout.payPath(id, "/status")),
      await checkout.post(checkout.payPath(id, "/more-time")),
      await checkout.post(checkout.payPath(id, "/cancellation"), {}, { "Sec-Fetch-Site": "cross-site" }),
      await checkout.post("/pay", { chargeTokenId: checkout.capability("payment", id) }),
      await checkout.get("/pay/x"),
      await checkout.get("/pay/x/no-such-step"),
    ]
    for (const page of others) expectProtected(page, ownForms)
  })

  it("stand on a refused body too", async () => {
    const id = await aPaymentIn(checkout.council, "started")
    const long = { token: "x".repeat(20_000) }
    expectProtected(await checkout.post("/p/arwel-vale/council-tax", long), ownForms)
    expectProtected(await checkout.post(checkout.payPath(id, "/card"), long), ownForms)
  })
})

describe("a page", () => {
  it("loads nothing but our own style and script", async () => {
    const id = await aPaymentIn(checkout.council, "started")
    const { html } = await checkout.get(checkout.payPath(id))
    const loaded = [...html.matchAll(/<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)="([^"]*)"/g)]
    expect(loaded.map(([, source]) => source)).toEqual(["/assets/checkout.css", "/assets/checkout.js"])
    expect(html).not.toMatch(/<style|<script(?![^>]*src=)|\son\w+=|\sstyle=/)
  })
})

describe("isForged", () => {
  const capability = "0".repeat(52)

  it.each([
    ["POST", "/p/arwel-vale/council-tax", "cross-site", true],
    ["POST", `/pay/${capability}/cancellation`, "cross-site", true],
    ["POST", `/cy/pay/${capability}/confirmation`, "cross-site", true],
    ["POST", `/pay/${capability}/challenge`, "cross-site", false],
    ["POST", `/cy/pay/${capability}/challenge`, "cross-site", false],
    ["POST", "/pay", "cross-site", false],
    ["POST", "/cy/pay", "cross-site", false],
    ["POST", "/pay/", "cross-site", true],
    ["POST", `/pay/${capability}/challenge/`, "cross-site", true],
    ["POST", `/p/pay/${capability}/challenge`, "cross-site", true],
    ["POST", "/p/arwel-vale/council-tax", "same-origin", false],
    ["POST", "/p/arwel-vale/council-tax", undefined, false],
    ["GET", "/p/arwel-vale/council-tax", "cross-site", false],
  ] as const)("of %s %s from %s is %s", (...[method, path, site, forged]) => {
    expect(isForged(method, path, site)).toBe(forged)
  })
})
