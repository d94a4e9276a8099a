import { describe, expect, it } from "vitest"
import { tagWith, textOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax, samplePenalty } from "#views/examples/samples.ts"
import type { StartProps } from "#views/payee/start-page.tsx"
import { startPage } from "#views/payee/start-page.tsx"

const nothing: StartProps = { answers: { reference: "", registration: "" }, problems: [] }
const context = sampleContext("en", sampleCouncilTax, "/p/arwel-vale/council-tax")

describe("the start page", () => {
  it("posts to its own address in its language", () => {
    expect(tagWith(startPage(context, nothing), "<form")).toContain('action="/p/arwel-vale/council-tax"')
    expect(tagWith(startPage({ ...context, language: "cy" }, nothing), "<form")).toContain(
      'action="/cy/p/arwel-vale/council-tax"',
    )
  })

  it("asks for the reference in the service's words", () => {
    const html = startPage(context, nothing)
    expect(textOf(html)).toContain("Council Tax account number It is on your bill")
    expect(tagWith(html, 'name="reference"')).toContain('autocomplete="off"')
    expect(html).not.toContain('name="registration"')
  })

  it("asks for a registration where the service does", () => {
    const html = startPage(sampleContext("en", samplePenalty, "/p/arwel-vale/parking-penalty"), nothing)
    expect(tagWith(html, 'name="registration"')).toContain('id="registration"')
  })

  it("keeps a wrong answer and says what is wrong", () => {
    const html = startPage(context, {
      answers: { reference: "501234568", registration: "" },
      problems: [{ field: "reference", problem: "reference_check_digit" }],
    })
    expect(tagWith(html, 'name="reference"')).toContain('value="501234568"')
    expect(tagWith(html, 'name="reference"')).toContain('aria-describedby="reference-hint reference-error"')
    expect(tagWith(html, 'name="reference"')).toContain('aria-invalid="true"')
    expect(html).toContain('<a href="#reference">Check the account number. A digit may be wrong</a>')
  })

  it("escapes what was typed", () => {
    const html = startPage(context, { ...nothing, answers: { reference: '"><script>', registration: "" } })
    expect(html).not.toContain('"><script>')
  })

  it("never echoes a card number", () => {
    const html = startPage(context, {
      answers: { reference: "4242424242424242", registration: "" },
      problems: [{ field: "reference", problem: "card_number_in_text" }],
    })
    expect(html).not.toContain("4242")
    expect(textOf(html)).toContain("Do not enter your card number here")
  })
})
