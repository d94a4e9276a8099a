import type { Child } from "hono/jsx"
import { describedBy, ErrorMessage } from "#views/parts/text-field.tsx"
import type { CheckoutWords } from "#views/words/en.ts"

/** One answer of a question. */
export interface RadioItem {
  readonly value: string
  readonly label: string
  readonly hint: string | null
  /** What this answer asks besides; always visible, so that it works without script. */
  readonly conditional?: Child
}

interface RadiosProps {
  readonly words: CheckoutWords
  /** Name of the field and id of its first radio, where errors lead. The others are `{name}-{value}`. */
  readonly name: string
  /** The question: the page's `h1`. */
  readonly legend: string
  readonly error: string | null
  readonly chosen: string
  readonly items: readonly RadioItem[]
}

/** A page's one question, answered by choosing. */
export function Radios({ words, name, legend, error, chosen, items }: RadiosProps) {
  return (
    <div class={error === null ? "govuk-form-group" : "govuk-form-group govuk-form-group--error"}>
      <fieldset class="govuk-fieldset" aria-describedby={describedBy(name, { hint: null, error })}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--l">
          <h1 class="govuk-fieldset__heading">{legend}</h1>
        </legend>
        <ErrorMessage words={words} id={`${name}-error`} text={error} />
        <div class="govuk-radios">
          {items.map((item, index) => (
            <Radio
              name={name}
              item={item}
              id={index === 0 ? name : radioId(name, item.value)}
              chosen={chosen}
            />
          ))}
        </div>
      </fieldset>
    </div>
  )
}

/** Id of a radio that is not the first of its question. */
export function radioId(name: string, value: string): string {
  return `${name}-${value}`
}

interface RadioProps {
  readonly name: string
  readonly id: string
  readonly item: RadioItem
  readonly chosen: string
}

function Radio({ name, id, item, chosen }: RadioProps) {
  const hintId = `${id}-item-hint`
  return (
    <>
      <div class="govuk-radios__item">
        <input
          class="govuk-radios__input"
          id={id}
          name={name}
          type="radio"
          value={item.value}
          checked={item.value === chosen}
          aria-describedby={item.hint === null ? undefined : hintId}
        />
        <label class="govuk-label govuk-radios__label" for={id}>
          {item.label}
        </label>
        {item.hint !== null && (
          <div id={hintId} class="govuk-hint govuk-radios__hint">
            {item.hint}
          </div>
        )}
      </div>
      {item.conditional !== undefined && <div class="govuk-radios__conditional">{item.conditional}</div>}
    </>
  )
}
