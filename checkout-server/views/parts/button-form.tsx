import type { Child } from "hono/jsx"

interface ButtonFormProps {
  /** Where it posts. */
  readonly action: string
  readonly label: string
  readonly look: "primary" | "secondary" | "warning" | "link"
  /** Hidden fields, by name. */
  readonly hidden?: Readonly<Record<string, string>>
  /** Markers for the page script. */
  readonly submitAtOnce?: true
  /** Stands between the hidden fields and the button. */
  readonly children?: Child
}

const buttonClasses: Readonly<Record<ButtonFormProps["look"], string>> = {
  primary: "govuk-button",
  secondary: "govuk-button govuk-button--secondary",
  warning: "govuk-button govuk-button--warning",
  link: "checkout-link-button",
}

/** A form with one button: everything that changes something is a POST, also without script. */
export function ButtonForm({ action, label, look, hidden, submitAtOnce, children }: ButtonFormProps) {
  return (
    <form method="post" action={action} novalidate data-submit-at-once={submitAtOnce}>
      {Object.entries(hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
      <Button label={label} look={look} />
    </form>
  )
}

/** A submit button. */
export function Button({ label, look }: Pick<ButtonFormProps, "label" | "look">) {
  return (
    <button type="submit" class={buttonClasses[look]}>
      {label}
    </button>
  )
}
