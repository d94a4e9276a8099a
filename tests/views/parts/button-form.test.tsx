import { expect, it } from "vitest"
import { ButtonForm } from "#views/parts/button-form.tsx"

it("posts its hidden fields with one button", () => {
  const html = (<ButtonForm action="/pay/x" label="Go" look="primary" hidden={{ token: 'a"b' }} />).toString()
  expect(html).toBe(
    '<form method="post" action="/pay/x" novalidate=""><input type="hidden" name="token" value="a&quot;b"/>' +
      '<button type="submit" class="govuk-button">Go</button></form>',
  )
})

it("is sent by script only where marked", () => {
  expect((<ButtonForm action="/" label="Go" look="link" submitAtOnce />).toString()).toContain(
    "data-submit-at-once",
  )
  expect((<ButtonForm action="/" label="Go" look="link" />).toString()).not.toContain("data-submit-at-once")
})
