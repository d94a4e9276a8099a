import { expect, it } from "vitest"
import { tagWith, textOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax, sampleNow, samplePayment } from "#views/examples/samples.ts"
import { challengePage } from "#views/payee/challenge-page.tsx"

function challenge(challengeUrl: string | null): string {
  return challengePage(sampleContext("en", sampleCouncilTax, "/pay/capability"), {
    capability: "capability",
    payment: samplePayment("en", sampleCouncilTax, "challenge_required"),
    now: sampleNow,
    challengeUrl,
  })
}

it("leads to the bank, or cancels", () => {
  const html = challenge("https://acquirer.example/challenges/1")
  expect(tagWith(html, 'class="govuk-button" href')).toContain('href="https://acquirer.example/challenges/1"')
  expect(html).toContain('action="/pay/capability/cancellation"')
  expect(textOf(html)).toContain("about 10 minutes")
})

it("looks again where the bank's page is not known", () => {
  const html = challenge(null)
  expect(tagWith(html, 'class="govuk-button" href')).toContain('href="/pay/capability"')
  expect(textOf(html)).toContain("Check again")
})
