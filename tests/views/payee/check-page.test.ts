import { describe, expect, it } from "vitest"
import { hourMilliseconds, instant, londonDay } from "#domain/instant.ts"
import { tagWith, textOf } from "#tests/views/page-text.ts"
import {
  sampleContext,
  sampleCouncilTax,
  sampleNow,
  samplePayment,
  samplePenalty,
} from "#views/examples/samples.ts"
import type { CheckProps } from "#views/payee/check-page.tsx"
import { checkPage } from "#views/payee/check-page.tsx"

const payment = samplePayment("en", sampleCouncilTax, "created")
const props: CheckProps = {
  capability: "capability",
  payment,
  now: sampleNow,
  quantity: null,
  registration: null,
  changeReferenceHref: null,
  changeAmountHref: null,
  paidBeforeOn: null,
  email: null,
  problems: [],
}
const check = (differences: Partial<CheckProps>, service = sampleCouncilTax) =>
  checkPage(sampleContext("en", service, "/pay/capability"), { ...props, ...differences })

describe("the review", () => {
  it("shows who is paid, for what, how much", () => {
    expect(textOf(check({}))).toContain(
      "Organisation Arwel Vale County Borough Council Service Council Tax Council Tax account number 501234567 Total £56.00",
    )
  })

  it("shows a server-created payment by its description", () => {
    const text = textOf(check({ payment: { ...payment, origin: "api" } }))
    expect(text).toContain("Description Council Tax 2026 to 2027")
    expect(text).not.toContain("501234567")
  })

  it("adds count and registration where known", () => {
    const text = textOf(check({ quantity: 2, registration: "AR26 VLE" }))
    expect(text).toContain("Vehicle registration AR26 VLE Quantity 2 Total")
  })

  it("offers to change only what can be changed", () => {
    expect(textOf(check({}))).not.toContain("Change")
    const html = check({ changeAmountHref: "/basket/b" })
    expect(html).toContain('href="/basket/b"')
    expect(textOf(html)).toContain("Change the amount")
    expect(textOf(html)).not.toContain("Change the account reference")
  })

  it("warns of what paying ends and of paying twice", () => {
    const text = textOf(check({ paidBeforeOn: londonDay(sampleNow) }, samplePenalty))
    expect(text).toContain("Paying ends your right to challenge this PCN")
    expect(text).toContain("A payment with this reference and amount was made today.")
  })

  it("names the day of a payment before today, and nobody who made it", () => {
    const yesterday = londonDay(instant(sampleNow - 24 * hourMilliseconds))
    const text = textOf(check({ paidBeforeOn: yesterday }))
    expect(text).toContain("A payment with this reference and amount was made on 11 November 2026.")
    expect(text).not.toContain("you made")
  })
})

describe("its forms", () => {
  it("go on, cancel and ask for time by POST", () => {
    const actions = [...check({}).matchAll(/<form method="post" action="([^"]+)"/g)].map(
      ([, action]) => action,
    )
    expect(actions).toEqual([
      "/pay/capability/card",
      "/pay/capability/cancellation",
      "/pay/capability/more-time",
    ])
  })

  it("ask for an email address only where asked", () => {
    expect(check({})).not.toContain('name="email"')
    expect(tagWith(check({ email: "" }), 'name="email"')).toContain('type="email"')
  })

  it("keep a wrong email address", () => {
    const html = check({ email: "sam@", problems: [{ field: "email", problem: "email_shape" }] })
    expect(tagWith(html, 'name="email"')).toContain('value="sam@"')
    expect(html).toContain('href="#email"')
  })
})

describe("the time left", () => {
  it("is a time of today", () => {
    expect(textOf(check({}))).toContain("You have until 15:42 Get more time")
  })

  it("names another day", () => {
    const expiresAt = instant(sampleNow + 24 * 60 * 60 * 1000)
    expect(textOf(check({ payment: { ...payment, expiresAt } }))).toContain(
      "You have until 14:20 on 13 November 2026",
    )
  })
})
