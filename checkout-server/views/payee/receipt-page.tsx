import type { Instant } from "#domain/instant.ts"
import { londonDay, longDate } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import { formatPounds } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { renderPage } from "#views/layout.tsx"
import type { ServicePageContext } from "#views/page-context.ts"
import { fixedRow } from "#views/parts/payment-summary.tsx"
import { receiptRows } from "#views/parts/receipt-rows.ts"
import { SummaryList } from "#views/parts/summary-list.tsx"
import { wordsIn } from "#views/words/words.ts"

/** A captured payment as the payee keeps it. */
export interface ReceiptProps {
  readonly number: string
  readonly payment: Payment
  /** VAT within the amount; null where none is charged. */
  readonly vat: Pence | null
  /** Money sent back, oldest first. */
  readonly refunds: readonly { readonly amount: Pence; readonly at: Instant }[]
}

/** Page 6: safe to print and to bookmark. It holds nothing that could pay, cancel or refund. */
export function receiptPage(context: ServicePageContext, props: ReceiptProps): string {
  const { language } = context
  const { receipt, actions } = wordsIn[language]
  const { payment, vat, refunds } = props
  const rows = receiptRows(context, payment)
  if (vat !== null) rows.push(fixedRow(receipt.vat, formatPounds(vat)))
  return renderPage(context, {
    title: receipt.heading,
    hasErrors: false,
    backHref: null,
    main: (
      <>
        <h1 class="govuk-heading-l">{receipt.heading}</h1>
        <SummaryList changeLabel={actions.change} rows={[fixedRow(receipt.number, props.number), ...rows]} />
        {refunds.length > 0 && (
          <>
            <h2 class="govuk-heading-m">{receipt.refunds}</h2>
            <SummaryList
              changeLabel={actions.change}
              rows={refunds.map(({ amount, at }) =>
                fixedRow(receipt.refundedOn(longDate(londonDay(at), language)), formatPounds(amount)),
              )}
            />
          </>
        )}
        <p class="govuk-body checkout-no-print">{receipt.keep}</p>
        <button
          type="button"
          class="govuk-button govuk-button--secondary checkout-no-print"
          data-print
          hidden
        >
          {receipt.print}
        </button>
      </>
    ),
  })
}
