import { expect, it } from "vitest"
import { tagWith, textOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax, samplePayment } from "#views/examples/samples.ts"
import { confirmPage } from "#views/payee/confirm-page.tsx"

function confirm(cardLastFour: string | null): string {
  return confirmPage(sampleContext("cy", sampleCouncilTax, "/pay/capability"), {
    capability: "capability",
    payment: samplePayment("cy", sampleCouncilTax, "started"),
    token: "tok_1",
    cardLastFour,
  })
}

it("carries the token in a form marked for the script", () => {
  const html = confirm(null)
  expect(tagWith(html, 'name="token"')).toContain('type="hidden" name="token" value="tok_1"')
  expect(tagWith(html, "data-submit-at-once")).toContain('action="/cy/pay/capability/confirmation"')
})

it("says amount, buyer and card", () => {
  const text = textOf(confirm("4242"))
  expect(text).toContain("Talu £56.00")
  expect(text).toContain("Cyngor Bwrdeistref Sirol Dyffryn Arwel")
  expect(text).toContain("Rydych yn talu gyda'r cerdyn sy'n gorffen â 4242.")
  expect(textOf(confirm(null))).not.toContain("gorffen")
})

it("has a place where waiting is said", () => {
  expect(tagWith(confirm(null), "data-wait")).toContain('role="status"')
})
