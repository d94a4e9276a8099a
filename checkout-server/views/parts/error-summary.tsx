import type { CheckoutWords } from "#views/words/en.ts"

/** One error: what is wrong, and the id of the input to mend. */
export interface FieldError {
  /** Id of the input that the summary links to; null where the page has none. */
  readonly field: string | null
  readonly message: string
}

interface ErrorSummaryProps {
  readonly words: CheckoutWords
  readonly errors: readonly FieldError[]
  /** A sentence after the list; null where there is none. */
  readonly text: string | null
}

/** The list of errors that stands first in `main`; the script moves the focus here. Nothing where nothing is wrong. */
export function ErrorSummary({ words, errors, text }: ErrorSummaryProps) {
  if (errors.length === 0) return null
  return (
    <div class="govuk-error-summary" data-error-summary tabindex={-1}>
      <div role="alert">
        <h2 class="govuk-error-summary__title">{words.layout.problem}</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            {errors.map(({ field, message }) => (
              <li>{field === null ? message : <a href={`#${field}`}>{message}</a>}</li>
            ))}
          </ul>
          {text !== null && <p class="govuk-body">{text}</p>}
        </div>
      </div>
    </div>
  )
}

/** The message for one input; null where it is right. */
export function errorOf(errors: readonly FieldError[], field: string): string | null {
  return errors.find((error) => error.field === field)?.message ?? null
}
