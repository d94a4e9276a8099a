import { expect, it } from "vitest"
import { tagWith } from "#tests/views/page-text.ts"
import { SummaryList } from "#views/parts/summary-list.tsx"

const fixed = { key: "Service", value: "Council Tax", change: null }
const changeable = { key: "Total", value: "£1.00", change: { href: "/basket/b", label: "Change the amount" } }

it("says by a whole sentence what is changed", () => {
  const html = (<SummaryList changeLabel="Change" rows={[fixed, changeable]} />).toString()
  expect(tagWith(html, "<a ")).toContain('href="/basket/b"')
  expect(html).toContain(
    '<span aria-hidden="true">Change</span><span class="govuk-visually-hidden">Change the amount</span>',
  )
})

it("keeps the columns where only some lines change", () => {
  const mixed = (<SummaryList changeLabel="Change" rows={[fixed, changeable]} />).toString()
  expect(mixed.match(/row--no-actions/g)).toHaveLength(1)
  expect((<SummaryList changeLabel="Change" rows={[fixed]} />).toString()).not.toContain("no-actions")
})
