import type { Child } from "hono/jsx"
import type { Pence } from "#domain/money.ts"
import { formatPounds } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { ServicePageContext } from "#views/page-context.ts"
import type { SummaryRow } from "#views/parts/summary-list.tsx"
import { wordsIn } from "#views/words/words.ts"

/** Who is paid and for what, in the payee's words. The amount is the caller's to add. */
export function paymentRows(context: ServicePageContext, payment: Payment) {
  const { buyer, service, language } = context
  const { summary } = wordsIn[language]
  return {
    organisation: fixedRow(summary.organisation, buyer.name[language]),
    service: fixedRow(summary.service, service.name[language]),
    /** The payee knows a reference that they typed; one from the buyer's server is told by its description. */
    subject:
      payment.origin === "page"
        ? fixedRow(service.words.referenceLabel[language], payment.reference)
        : fixedRow(summary.description, payment.description),
  }
}

/** A line that cannot be changed. */
export function fixedRow(key: string, value: string): SummaryRow {
  return { key, value, change: null }
}

/** The line of the whole amount. */
export function totalRow({ language }: ServicePageContext, amount: Pence): SummaryRow {
  return { ...fixedRow(wordsIn[language].summary.total, formatPounds(amount)), isTotal: true }
}

interface SplitPageProps {
  readonly context: ServicePageContext
  readonly payment: Payment
  readonly heading: string
  readonly children: Child
}

/** A page that asks for one more step, with what is being paid beside it: buyer and amount stand on every page. */
export function SplitPage({ context, payment, heading, children }: SplitPageProps) {
  const { summary } = wordsIn[context.language]
  return (
    <div class="checkout-split">
      <h1 class="govuk-heading-l checkout-split__heading">{heading}</h1>
      <section class="checkout-summary" aria-labelledby="summary-heading">
        <h2 class="govuk-heading-s" id="summary-heading">
          {summary.heading}
        </h2>
        <dl class="checkout-summary__list">
          <div class="checkout-summary__total">
            <dt>{summary.total}</dt>
            <dd>{formatPounds(payment.amount)}</dd>
          </div>
          {Object.values(paymentRows(context, payment)).map(({ key, value }) => (
            <div>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <div class="checkout-split__main">{children}</div>
    </div>
  )
}
