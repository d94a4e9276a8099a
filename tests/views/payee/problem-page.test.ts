import { expect, it } from "vitest"
import { problems } from "#domain/problem.ts"
import { tagWith, textOf, titleOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax } from "#views/examples/samples.ts"
import { problemPage } from "#views/payee/problem-page.tsx"

const context = sampleContext("en", sampleCouncilTax, "/basket/capability")

it.each(problems)("makes a page of %s", (problem) => {
  const html = problemPage(context, { problem, next: null })
  expect(titleOf(html)).toMatch(/^[A-Z].* – Council Tax – /)
  expect(html).not.toContain("govuk-button")
})

it("offers the one way on", () => {
  const html = problemPage(context, { problem: "basket_expired", next: { label: "again", href: "/p/a/b" } })
  expect(textOf(html)).toContain("Your time to pay has run out. Start again")
  expect(tagWith(html, "govuk-button")).toContain('href="/p/a/b"')
})
