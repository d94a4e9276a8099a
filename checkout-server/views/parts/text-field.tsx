import type { Child } from "hono/jsx"
import type { CheckoutWords } from "#views/words/en.ts"

/** A labelled text input with its hint and its error. */
export interface TextFieldProps {
  readonly words: CheckoutWords
  /** Id of the input, where errors lead. */
  readonly id: string
  readonly name: string
  readonly label: string
  readonly hint: string | null
  readonly error: string | null
  readonly value: string
  readonly autocomplete: string
  readonly inputmode?: "numeric" | "decimal" | "email"
  readonly type?: "text" | "email"
  /** Most characters that can be typed; long enough for what is pasted with spaces. */
  readonly maxlength?: number
  /** `govuk-input--width-10` and the like; full width without it. */
  readonly width?: string
  /** Stands before the input: `£`. */
  readonly prefix?: string
  /** The label is the page's `h1`: the page asks this one thing. */
  readonly isHeading?: true
  /** Names the radio that typing here selects. */
  readonly selects?: string
}

/** GOV.UK text input. Inputs are never `required` nor `type=number`: the server answers every error in words. */
export function TextField(props: TextFieldProps) {
  const { id, label, hint, error, prefix } = props
  return (
    <div class={error === null ? "govuk-form-group" : "govuk-form-group govuk-form-group--error"}>
      {props.isHeading ? (
        <h1 class="govuk-label-wrapper">
          <label class="govuk-label govuk-label--l" for={id}>
            {label}
          </label>
        </h1>
      ) : (
        <label class="govuk-label" for={id}>
          {label}
        </label>
      )}
      <Hint id={`${id}-hint`} text={hint} />
      <ErrorMessage words={props.words} id={`${id}-error`} text={error} />
      {prefix === undefined ? (
        <Input {...props} />
      ) : (
        <div class="govuk-input__wrapper">
          <div class="govuk-input__prefix" aria-hidden="true">
            {prefix}
          </div>
          <Input {...props} />
        </div>
      )}
    </div>
  )
}

function Input(props: TextFieldProps) {
  const classes = ["govuk-input", props.width, props.error === null ? null : "govuk-input--error"]
  return (
    <input
      class={classes.filter(Boolean).join(" ")}
      id={props.id}
      name={props.name}
      type={props.type ?? "text"}
      value={props.value === "" ? undefined : props.value}
      autocomplete={props.autocomplete}
      inputmode={props.inputmode}
      maxlength={props.maxlength}
      spellcheck={false}
      aria-describedby={describedBy(props.id, props)}
      aria-invalid={props.error === null ? undefined : "true"}
      data-selects={props.selects}
    />
  )
}

interface NoteProps {
  readonly id: string
  /** Null: nothing is written. */
  readonly text: string | null
}

export function Hint({ id, text }: NoteProps) {
  if (text === null) return null
  return (
    <div id={id} class="govuk-hint">
      {text}
    </div>
  )
}

/** An error beside its input, with a hidden "Error:" for those who hear it. */
export function ErrorMessage({ words, id, text }: NoteProps & { readonly words: CheckoutWords }): Child {
  if (text === null) return null
  return (
    <p id={id} class="govuk-error-message">
      <span class="govuk-visually-hidden">{words.layout.errorPrefix}</span> {text}
    </p>
  )
}

/** The ids of hint and error for `aria-describedby`; undefined where there is neither. */
export function describedBy(
  id: string,
  { hint, error }: { readonly hint: string | null; readonly error: string | null },
): string | undefined {
  const ids = [hint === null ? null : `${id}-hint`, error === null ? null : `${id}-error`].filter(Boolean)
  return ids.length === 0 ? undefined : ids.join(" ")
}
