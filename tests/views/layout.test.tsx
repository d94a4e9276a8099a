import { describe, expect, it } from "vitest"
import { tagWith, textOf, titleOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax } from "#views/examples/samples.ts"
import { renderPage } from "#views/layout.tsx"

const page = { title: "Enter card details", hasErrors: false, backHref: null, main: <h1>Heading</h1> }

function context(language: "en" | "cy") {
  return sampleContext(language, sampleCouncilTax, "/p/arwel-vale/council-tax?reference=1&from=letter")
}

describe("the document", () => {
  it("begins with the doctype and names its language", () => {
    expect(renderPage(context("en"), page)).toMatch(/^<!DOCTYPE html><html lang="en"/)
    expect(renderPage(context("cy"), page)).toMatch(/^<!DOCTYPE html><html lang="cy"/)
  })

  it("titles a page with heading, service, buyer", () => {
    expect(titleOf(renderPage(context("en"), page))).toBe(
      "Enter card details – Council Tax – Arwel Vale County Borough Council",
    )
  })

  it("says first in the title that something is wrong", () => {
    expect(titleOf(renderPage(context("en"), { ...page, hasErrors: true }))).toMatch(
      /^Error: Enter card details – /,
    )
    expect(titleOf(renderPage(context("cy"), { ...page, hasErrors: true }))).toMatch(/^Gwall: /)
  })

  it("leaves unknown buyer and service out", () => {
    const html = renderPage({ ...context("en"), buyer: null, service: null }, page)
    expect(titleOf(html)).toBe("Enter card details")
    expect(textOf(html)).toContain("Contact the organisation you are paying")
  })

  it("escapes what buyers and payees wrote", () => {
    const html = renderPage(context("en"), { ...page, title: "<script>alert(1)</script>" })
    expect(html).not.toContain("<script>alert")
  })

  it("loads one style sheet and one script, nothing inline", () => {
    const html = renderPage(context("en"), page)
    expect([...html.matchAll(/<script[^>]*>/g)].map(String)).toEqual([
      '<script type="module" src="/assets/checkout.js">',
    ])
    expect(html).not.toMatch(/<style| style=| on[a-z]+="/)
  })
})

describe("the language switch", () => {
  it("leads to the same page in the other language", () => {
    expect(tagWith(renderPage(context("en"), page), 'hreflang="cy"')).toContain(
      'href="/cy/p/arwel-vale/council-tax?reference=1&from=letter"',
    )
    expect(tagWith(renderPage(context("cy"), page), 'hreflang="en"')).toContain(
      'href="/p/arwel-vale/council-tax?reference=1&from=letter"',
    )
  })

  it("marks the current language and links only the other", () => {
    const html = renderPage(context("cy"), page)
    expect(tagWith(html, 'aria-current="true"')).toContain('lang="cy"')
    expect(html).not.toContain('hreflang="cy"')
  })
})

describe("the test banner", () => {
  it("warns in test mode in both languages", () => {
    expect(textOf(renderPage(context("en"), page))).toContain(
      "This is a test service. Do not enter real card details",
    )
    expect(textOf(renderPage(context("cy"), page))).toContain("Peidiwch â rhoi manylion cerdyn go iawn")
  })

  it("is absent where money is real", () => {
    expect(textOf(renderPage({ ...context("en"), mode: "live" }, page))).not.toContain("test service")
  })
})

it("offers a way back only where there is one", () => {
  expect(renderPage(context("en"), page)).not.toContain("govuk-back-link")
  expect(tagWith(renderPage(context("en"), { ...page, backHref: "/p/x" }), "govuk-back-link")).toContain(
    'href="/p/x"',
  )
})

it("gives the buyer's phone and email as links", () => {
  const html = renderPage(context("en"), page)
  expect(html).toContain('href="tel:01632960123"')
  expect(html).toContain('href="mailto:payments@arwel-vale.example"')
})
