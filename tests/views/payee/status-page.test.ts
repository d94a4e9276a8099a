import { describe, expect, it } from "vitest"
import type { Payment } from "#domain/payments/payment.ts"
import { tagWith, textOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax, samplePayment } from "#views/examples/samples.ts"
import { statePages } from "#views/payee/state-pages.ts"
import { statusPage } from "#views/payee/status-page.tsx"

type StatusState = Exclude<Payment["state"], "created" | "started" | "challenge_required">

const returnHref = "https://arwel-vale.example/back?payment=1"

function page(state: StatusState, differences: Partial<Payment> = {}, hasReceipt = false): string {
  return statusPage(sampleContext("en", sampleCouncilTax, "/pay/capability"), statePages[state], {
    capability: "capability",
    payment: { ...samplePayment("en", sampleCouncilTax, state), ...differences },
    returnHref,
    receipt: hasReceipt ? { number: "R-1", href: "/receipt/1" } : null,
  })
}

describe("checking", () => {
  it("says not to pay again, and looks again", () => {
    const html = page("checking")
    expect(textOf(html)).toContain("Do not pay again yet")
    expect(textOf(html)).toContain("You can close this page")
    expect(tagWith(html, "govuk-button--secondary")).toContain('href="/pay/capability"')
    expect(tagWith(html, "data-poll")).toContain(
      'role="status" data-poll="/pay/capability/status" data-page="checking"',
    )
  })

  it("offers neither payment nor cancelling", () => {
    expect(page("needs_operator")).not.toContain("<form")
  })
})

describe("approved", () => {
  it("follows the way back of server-created payments only", () => {
    expect(tagWith(page("capturable", { origin: "api" }), "data-follow")).toContain('data-follow="30"')
    expect(page("capturable")).not.toContain("data-follow")
  })
})

describe("complete", () => {
  it("shows receipt, payment and what happens next", () => {
    const text = textOf(page("captured", {}, true))
    expect(text).toContain("Payment complete Your receipt number R-1")
    expect(text).toContain("Paid on 12 November 2026, 14:20 Card Visa ending 4242 Total £56.00")
    expect(text).toContain("What happens next Your balance changes within 2 working days.")
    expect(text).toContain("Go back to the service: Council Tax")
  })

  it("links to the receipt where there is one", () => {
    expect(page("captured", {}, true)).toContain('href="/receipt/1"')
    expect(textOf(page("captured"))).not.toContain("receipt")
  })

  it("sends server-created payments back at once", () => {
    const tag = tagWith(page("captured", { origin: "api" }), "data-follow")
    expect(tag).toContain(`href="${returnHref}"`)
    expect(tag).toContain('data-follow="0"')
  })
})

describe("closed", () => {
  it.each(["expired", "cancelled_by_payee", "failed"] as const)(
    "%s starts again on the payment page",
    (state) => {
      expect(textOf(page(state))).toContain("Start again")
      expect(page(state)).toContain('href="/p/arwel-vale/council-tax"')
    },
  )

  it.each(["declined", "cancelled_by_service"] as const)("%s leads back to the service only", (state) => {
    expect(textOf(page(state))).not.toContain("Start again")
    expect(tagWith(page(state), returnHref)).not.toContain("data-follow")
  })

  it("leaves starting again to the buyer's server", () => {
    expect(textOf(page("expired", { origin: "api" }))).not.toContain("Start again")
    expect(page("expired", { origin: "api" })).toContain(`href="${returnHref}"`)
  })
})
