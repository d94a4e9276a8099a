import { ErrorMessage, Hint } from "#views/parts/text-field.tsx"
import type { CheckoutWords } from "#views/words/en.ts"

interface ExpiryFieldProps {
  readonly words: CheckoutWords
  readonly error: string | null
}

/** Id of the month, where errors of the expiry date lead. */
export const expiryFieldId = "expiry-month"

/** Month and year of a card, as the acquirer names them. The year takes 2 or 4 digits. */
export function ExpiryField({ words, error }: ExpiryFieldProps) {
  return (
    <div class={error === null ? "govuk-form-group" : "govuk-form-group govuk-form-group--error"}>
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend">{words.card.expiry}</legend>
        <Hint id="expiry-hint" text={words.card.expiryHint} />
        <ErrorMessage words={words} id="expiry-error" text={error} />
        <div class="govuk-date-input">
          <DatePart id={expiryFieldId} label={words.card.month} error={error} {...month} />
          <DatePart id="expiry-year" label={words.card.year} error={error} {...year} />
        </div>
      </fieldset>
    </div>
  )
}

const month = { name: "expiry_month", autocomplete: "cc-exp-month", width: 2 } as const
const year = { name: "expiry_year", autocomplete: "cc-exp-year", width: 4 } as const

interface DatePartProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly autocomplete: string
  /** In characters, and the most that can be typed. */
  readonly width: 2 | 4
  readonly error: string | null
}

function DatePart({ id, name, label, autocomplete, width, error }: DatePartProps) {
  return (
    <div class="govuk-date-input__item">
      <div class="govuk-form-group">
        <label class="govuk-label govuk-date-input__label" for={id}>
          {label}
        </label>
        <input
          class={`govuk-input govuk-date-input__input govuk-input--width-${width}${error === null ? "" : " govuk-input--error"}`}
          id={id}
          name={name}
          type="text"
          inputmode="numeric"
          autocomplete={autocomplete}
          maxlength={width}
          spellcheck={false}
          aria-describedby={error === null ? "expiry-hint" : "expiry-hint expiry-error"}
          aria-invalid={error === null ? undefined : "true"}
        />
      </div>
    </div>
  )
}
