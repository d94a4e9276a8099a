import { describe, expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { textOf } from "#tests/views/page-text.ts"
import { examples } from "#views/examples/examples.ts"
import { wordsIn } from "#views/words/words.ts"

/** A page crosses a slow network in one go: the first 10 packets hold about 14 kB (RFC 6928). */
const pageLimitBytes = 14_000

const pages = languages.flatMap((language) =>
  examples.map((example) => ({ language, name: example.name, html: example.render(language) })),
)

it("gives every example a name of its own", () => {
  const names = examples.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

it.each([
  "govuk-back-link",
  "govuk-button--secondary",
  "govuk-date-input",
  "govuk-error-message",
  "govuk-error-summary",
  "govuk-hint",
  "govuk-input__prefix",
  "govuk-inset-text",
  "govuk-label-wrapper",
  "govuk-panel--confirmation",
  "govuk-radios__conditional",
  "govuk-summary-list__actions",
  "govuk-warning-text",
])("shows the part %s somewhere", (part) => {
  expect(pages.some(({ html }) => html.includes(part))).toBe(true)
})

describe.each(pages)("$name in $language", ({ html, language }) => {
  it("is small, in its language, under one heading", () => {
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(pageLimitBytes)
    expect(html).toContain(`<html lang="${language}"`)
    expect(html.match(/<h1/g)).toHaveLength(1)
    expect(html.match(/<main/g)).toHaveLength(1)
  })

  it("uses each id once and points at ids it has", () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const pointed = [...html.matchAll(/ (?:for|aria-describedby|aria-labelledby|data-selects)="([^"]+)"/g)]
    for (const [, list = ""] of pointed) for (const id of list.split(" ")) expect(ids).toContain(id)
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id)
  })

  it("has no inline script, style or handler", () => {
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style="| on[a-z]+="|javascript:/)
  })

  it("never forces, hints in the box or moves the focus", () => {
    expect(html).not.toMatch(/ required| placeholder| autofocus|type="number"|http-equiv/)
    const forms = html.match(/<form[^>]*>/g) ?? []
    for (const form of forms) expect(form).toMatch(/method="post".* novalidate/)
  })

  it("puts errors first in main and in the title", () => {
    const hasErrors = html.includes("govuk-error-message") || html.includes("govuk-error-summary")
    expect(/<title>(Error|Gwall): /.test(html)).toBe(hasErrors)
    if (hasErrors) expect(html).toMatch(/<main[^>]*><div class="govuk-error-summary"/)
  })
})

/** English that a Welsh page must not hold: small words of most sentences. "Help" and "at" are Welsh too. */
const englishWords =
  /\b(the|and|you|your|with|this|that|for|from|of|is|are|was|be|been|has|have|not|do|it|we|us|our|there|when|what|how|on|by|payment|payments|pay|paid|card|enter|check|amount|number|again|service|account|change|cancel|continue)\b/i

/** Names that stand as they are in Welsh too. */
const names =
  /\b(English|Cymraeg|Civic Pay|American Express|payments@arwel-vale\.example|name@example\.com)\b/g

describe.each(pages.filter(({ language }) => language === "cy"))("Welsh in $name", ({ html }) => {
  it("holds no English", () => {
    const attributes = [
      ...html.matchAll(/ (?:aria-label|title|alt|data-wait|data-waiting|data-stopped)="([^"]*)"/g),
    ]
    for (const text of [textOf(html), ...attributes.map(([, text = ""]) => text)]) {
      expect(text.replace(names, "").match(englishWords)?.[0]).toBeUndefined()
    }
  })
})

it("would notice English on a Welsh page", () => {
  for (const sentence of Object.values(wordsIn.en.checking)) expect(sentence).toMatch(englishWords)
})
