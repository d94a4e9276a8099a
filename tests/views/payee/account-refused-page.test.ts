import { expect, it } from "vitest"
import { textOf, titleOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax } from "#views/examples/samples.ts"
import { accountRefusedPage } from "#views/payee/account-refused-page.tsx"

const context = sampleContext("en", sampleCouncilTax, "/p/arwel-vale/council-tax")

it("sends the payee of a stopped account to the buyer", () => {
  const html = accountRefusedPage(context, { problem: "account_stopped", reference: "533698027" })
  expect(titleOf(html)).toMatch(/^You cannot pay this online. Contact us – /)
  expect(textOf(html)).toContain("533698027")
  expect(html).not.toContain("<form")
})

it("says that a paid account owes nothing", () => {
  const html = accountRefusedPage(
    { ...context, language: "cy" },
    { problem: "account_paid", reference: "570982632" },
  )
  expect(titleOf(html)).toMatch(/^Nid oes dim i'w dalu – /)
  expect(html).toContain('href="/cy/p/arwel-vale/council-tax"')
})

it("sends those who owe too little for a card to the buyer", () => {
  const html = accountRefusedPage(context, { problem: "account_too_small", reference: "501234567" })
  expect(titleOf(html)).toMatch(/^This amount is too small to pay by card. Contact us – /)
  expect(textOf(html)).toContain("We can tell you how to pay.")
})
