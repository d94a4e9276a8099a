import { html } from "hono/html"
import { type Html, layout } from "./layout.ts"
import { type Language, words } from "./words.ts"

/**
 * The way back: one form that posts the challenge's id to the address given at `prepare`, as a bank's page does.
 * The button works by itself; the script presses it where there is script.
 */
export function continuePage(page: {
  readonly challengeId: string
  readonly target: string
  readonly language: Language
  readonly why: "answered" | "over"
}): Html {
  const said = words[page.language]
  const title = said[`${page.why}Title`]
  return layout(
    { language: page.language, title, script: page.why === "answered" },
    html`<h1>${title}</h1>
<p>${said[`${page.why}Lead`]}</p>
<form method="post" action="${page.target}" class="buttons">
<input type="hidden" name="challenge" value="${page.challengeId}">
<button type="submit">${said.continue}</button>
</form>`,
  )
}
