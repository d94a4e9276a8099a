import type { Instant, LondonDay } from "#domain/instant.ts"
import { londonDay, longDate } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { Button } from "#views/parts/button-form.tsx"
import { ErrorSummary, errorOf } from "#views/parts/error-summary.tsx"
import { Warning } from "#views/parts/notes.tsx"
import { CancelForm, paymentAddress, TimeLeft } from "#views/parts/payment-actions.tsx"
import { fixedRow, paymentRows, totalRow } from "#views/parts/payment-summary.tsx"
import type { SummaryRow } from "#views/parts/summary-list.tsx"
import { SummaryList } from "#views/parts/summary-list.tsx"
import { TextField } from "#views/parts/text-field.tsx"
import type { FieldProblem } from "#views/payee/field-problems.ts"
import { fieldErrors, keptAnswer } from "#views/payee/field-problems.ts"
import { wordsIn } from "#views/words/words.ts"

/** The payment as it would be paid, and what may still be changed. */
export interface CheckProps {
  readonly capability: string
  readonly payment: Payment
  readonly now: Instant
  /** Null where the service does not count or ask. */
  readonly quantity: number | null
  readonly registration: string | null
  /** The pages where reference and amount were answered; null where they are fixed. */
  readonly changeReferenceHref: string | null
  readonly changeAmountHref: string | null
  /** The day of a payment of the same reference and amount within the last 3 days; null where there is none. */
  readonly paidBeforeOn: LondonDay | null
  /** What was typed as email address; null where none is asked. */
  readonly email: string | null
  readonly problems: readonly FieldProblem<"email">[]
}

/** Page 3: the review before paying (WCAG 3.3.4). Posts `email`, where asked, to `/pay/{capability}/card`. */
export function checkPage(context: ServicePageContext, props: CheckProps): string {
  const { service, language } = context
  const { capability, payment } = props
  const words = wordsIn[language]
  const errors = fieldErrors(props.problems, language, { service, range: null })
  return renderPage(context, {
    title: words.check.heading,
    hasErrors: errors.length > 0,
    backHref: null,
    main: (
      <>
        <ErrorSummary words={words} errors={errors} text={null} />
        <h1 class="govuk-heading-l">{words.check.heading}</h1>
        <SummaryList changeLabel={words.actions.change} rows={checkRows(context, props)} />
        {service.words.warning !== null && <Warning words={words} text={service.words.warning[language]} />}
        {props.paidBeforeOn !== null && (
          <Warning words={words} text={paidBefore(context, props.paidBeforeOn, props.now)} />
        )}
        <form method="post" action={paymentAddress(language, capability, "/card")} novalidate>
          {props.email !== null && (
            <TextField
              words={words}
              id="email"
              name="email"
              label={words.check.emailOptional}
              hint={words.check.emailHint}
              error={errorOf(errors, "email")}
              value={keptAnswer(props.email, "email", props.problems)}
              autocomplete="email"
              type="email"
            />
          )}
          <Button label={words.actions.continue} look="primary" />
        </form>
        <CancelForm language={language} capability={capability} />
        <TimeLeft language={language} capability={capability} payment={payment} now={props.now} />
      </>
    ),
  })
}

/** Whoever opens the page may not be who paid: it says no more than this. */
function paidBefore({ language }: ServicePageContext, day: LondonDay, now: Instant): string {
  const { check } = wordsIn[language]
  return day === londonDay(now) ? check.paidToday : check.paidBefore(longDate(day, language))
}

function checkRows(context: ServicePageContext, props: CheckProps): SummaryRow[] {
  const { summary } = wordsIn[context.language]
  const { organisation, service, subject } = paymentRows(context, props.payment)
  const rows = [
    organisation,
    service,
    withChange(subject, props.changeReferenceHref, summary.changeReference),
    props.registration === null ? undefined : fixedRow(summary.registration, props.registration),
    props.quantity === null ? undefined : fixedRow(summary.quantity, props.quantity.toString()),
    withChange(totalRow(context, props.payment.amount), props.changeAmountHref, summary.changeAmount),
  ]
  return rows.filter((row) => row !== undefined)
}

function withChange(row: SummaryRow, href: string | null, label: string): SummaryRow {
  return href === null ? row : { ...row, change: { href, label } }
}
