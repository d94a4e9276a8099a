import { describe, expect, it } from "vitest"
import { tagWith, textOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax, sampleNow, samplePayment } from "#views/examples/samples.ts"
import type { UnfinishedProps } from "#views/payee/unfinished-page.tsx"
import { unfinishedPage } from "#views/payee/unfinished-page.tsx"

function unfinished(differences: Partial<UnfinishedProps> = {}): string {
  return unfinishedPage(sampleContext("en", sampleCouncilTax, "/pay/capability"), {
    capability: "capability",
    payment: samplePayment("en", sampleCouncilTax, "challenge_required"),
    now: sampleNow,
    provider: "Stripe",
    isUnheard: false,
    decline: null,
    ...differences,
  })
}

const lookAgain = 'href="/pay/capability/return"'

describe("a page elsewhere that is not finished", () => {
  it("leads back there, looks again, or cancels", () => {
    const html = unfinished()
    expect(textOf(html)).toContain("You have not finished paying on Stripe's page")
    expect(html).toContain('action="/pay/capability/provider"')
    expect(tagWith(html, 'class="govuk-button govuk-button--secondary" href')).toContain(lookAgain)
    expect(html).toContain('action="/pay/capability/cancellation"')
    expect(textOf(html)).not.toContain("bank")
    expect(textOf(html)).not.toContain("charged")
  })

  it("tells of the card that was refused there, and of the money of that try alone", () => {
    const html = unfinished({ decline: "declined" })
    expect(textOf(html)).toMatch(/^Error: /)
    expect(textOf(html)).toContain(
      "Your card was declined. Try another card You were not charged for that try.",
    )
    expect(textOf(html)).not.toContain("No money has been taken")
  })

  it("says who cannot use the provider's page what to do", () => {
    const [, alone = ""] = /<noscript>(.*?)<\/noscript>/s.exec(unfinished()) ?? []
    expect(textOf(alone)).toContain("Stripe's page does not work without JavaScript")
    expect(textOf(alone)).toContain("contact us to pay in another way")
  })
})

it("tells neither of payment nor of a refused card where the provider gave no answer", () => {
  const html = unfinished({ isUnheard: true, decline: "declined" })
  expect(textOf(html)).toContain("We do not know yet if you have paid")
  expect(textOf(html)).toContain("Do not pay again yet")
  expect(textOf(html)).not.toMatch(/declined|charged|have not finished/)
  expect(html).toContain(lookAgain)
  expect(html).not.toContain("/cancellation")
})
