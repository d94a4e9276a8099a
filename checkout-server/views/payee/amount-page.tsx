import type { Pence } from "#domain/money.ts"
import { formatPounds } from "#domain/money.ts"
import type { Words } from "#domain/services/service.ts"
import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { address } from "#views/page-context.ts"
import { Button } from "#views/parts/button-form.tsx"
import type { FieldError } from "#views/parts/error-summary.tsx"
import { ErrorSummary, errorOf } from "#views/parts/error-summary.tsx"
import type { RadioItem } from "#views/parts/radios.tsx"
import { Radios, radioId } from "#views/parts/radios.tsx"
import { TextField } from "#views/parts/text-field.tsx"
import type { FieldProblem } from "#views/payee/field-problems.ts"
import { fieldErrors, keptAnswer } from "#views/payee/field-problems.ts"
import type { CheckoutWords } from "#views/words/en.ts"
import { wordsIn } from "#views/words/words.ts"

/** What decides the amount, and what the payee answered. */
export interface AmountProps {
  readonly capability: string
  readonly reference: string
  readonly question: AmountQuestion
  /** As typed; empty where nothing was answered. `choice` is one of `instalment`, `balance`, `other`. */
  readonly answers: { readonly choice: string; readonly amount: string; readonly quantity: string }
  readonly problems: readonly FieldProblem<"choice" | "amount" | "quantity">[]
  /** The start page, for another reference; null where there is none. */
  readonly backHref: string | null
}

/** The two kinds of amount that ask the payee something. */
export type AmountQuestion =
  | {
      readonly kind: "balance"
      readonly balance: Pence
      /** Null where no instalment is due: that choice is left out. */
      readonly instalment: Pence | null
      readonly least: Pence
      readonly most: Pence
    }
  | {
      readonly kind: "quantity"
      readonly unitPrice: Pence
      /** "How many bins?"; a general question where the service has no words of its own. */
      readonly label: Words | null
    }

/** Page 2: how much. Posts `choice` and `amount`, or `quantity`, to its own address. */
export function amountPage(context: ServicePageContext, props: AmountProps): string {
  const { service, language } = context
  const { question, problems } = props
  const words = wordsIn[language]
  const range = question.kind === "balance" ? { least: question.least, most: question.most } : null
  const errors = fieldErrors(problems, language, { service, range })
  return renderPage(context, {
    title: pageHeading(context, question),
    hasErrors: errors.length > 0,
    backHref: props.backHref,
    main: (
      <>
        <ErrorSummary words={words} errors={errors} text={null} />
        <p class="govuk-caption-l">
          {service.words.referenceLabel[language]}: {props.reference}
        </p>
        <form method="post" action={address(language, `/basket/${props.capability}`)} novalidate>
          <Question context={context} props={props} errors={errors} />
          <Button label={words.actions.continue} look="primary" />
        </form>
      </>
    ),
  })
}

function pageHeading({ language }: ServicePageContext, question: AmountQuestion): string {
  const words = wordsIn[language].amount
  return question.kind === "balance" ? words.heading : (question.label?.[language] ?? words.howMany)
}

interface QuestionProps {
  readonly context: ServicePageContext
  readonly props: AmountProps
  readonly errors: readonly FieldError[]
}

function Question({ context, props, errors }: QuestionProps) {
  const words = wordsIn[context.language]
  const { question, answers, problems } = props
  if (question.kind === "balance") {
    return (
      <Radios
        words={words}
        name="choice"
        legend={words.amount.heading}
        error={errorOf(errors, "choice")}
        chosen={answers.choice}
        items={balanceChoices(words, question, <OtherAmount words={words} props={props} errors={errors} />)}
      />
    )
  }
  return (
    <TextField
      words={words}
      id="quantity"
      name="quantity"
      label={pageHeading(context, question)}
      isHeading
      hint={words.amount.each(formatPounds(question.unitPrice))}
      error={errorOf(errors, "quantity")}
      value={keptAnswer(answers.quantity, "quantity", problems)}
      autocomplete="off"
      inputmode="numeric"
      width="govuk-input--width-2"
    />
  )
}

function balanceChoices(
  words: CheckoutWords,
  question: Extract<AmountQuestion, { kind: "balance" }>,
  otherAmount: RadioItem["conditional"],
): RadioItem[] {
  const { instalment, balance, other, between } = words.amount
  const balanceItem = { value: "balance", label: balance, hint: formatPounds(question.balance) }
  const otherItem = {
    value: "other",
    label: other,
    hint: between(formatPounds(question.least), formatPounds(question.most)),
    conditional: otherAmount,
  }
  if (question.instalment === null) return [balanceItem, otherItem]
  return [
    { value: "instalment", label: instalment, hint: formatPounds(question.instalment) },
    balanceItem,
    otherItem,
  ]
}

function OtherAmount({
  words,
  props,
  errors,
}: Omit<QuestionProps, "context"> & { readonly words: CheckoutWords }) {
  return (
    <TextField
      words={words}
      id="amount"
      name="amount"
      label={words.amount.label}
      hint={words.amount.hint}
      error={errorOf(errors, "amount")}
      value={keptAnswer(props.answers.amount, "amount", props.problems)}
      autocomplete="off"
      inputmode="decimal"
      width="govuk-input--width-10"
      prefix="£"
      selects={radioId("choice", "other")}
    />
  )
}
