import type { Child } from "hono/jsx"
import type { CheckoutWords } from "#views/words/en.ts"

/** Text set apart from the rest. */
export function Inset({ children }: { readonly children: Child }) {
  return <div class="govuk-inset-text">{children}</div>
}

/** Something the payee must know before going on. */
export function Warning({ words, text }: { readonly words: CheckoutWords; readonly text: string }) {
  return (
    <div class="govuk-warning-text">
      <span class="govuk-warning-text__icon" aria-hidden="true">
        !
      </span>
      <strong class="govuk-warning-text__text">
        <span class="govuk-visually-hidden">{words.layout.warning}</span> {text}
      </strong>
    </div>
  )
}

/** The good end: the page's `h1` on green, with the receipt number below it. */
export function Panel({ title, children }: { readonly title: string; readonly children: Child }) {
  return (
    <div class="govuk-panel govuk-panel--confirmation">
      <h1 class="govuk-panel__title">{title}</h1>
      <div class="govuk-panel__body">{children}</div>
    </div>
  )
}
