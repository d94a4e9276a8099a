import { html } from "hono/html"
import { type Html, layout } from "./layout.ts"
import { words } from "./words.ts"

/** A page for a request that belongs to no payment, so that its language is unknown: both languages. */
export function messagePage(message: "not_found" | "form_unreadable"): Html {
  const title = `${message}Title` as const
  const lead = `${message}Lead` as const
  return layout(
    { language: "en", title: words.en[title] },
    html`<h1>${words.en[title]}</h1>
<p>${words.en[lead]}</p>
<div lang="cy">
<h2>${words.cy[title]}</h2>
<p>${words.cy[lead]}</p>
<p><strong>${words.cy.notReal}</strong></p>
</div>`,
  )
}
