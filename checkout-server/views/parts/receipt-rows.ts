import { londonDateTime } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { ServicePageContext } from "#views/page-context.ts"
import { fixedRow, paymentRows, totalRow } from "#views/parts/payment-summary.tsx"
import type { SummaryRow } from "#views/parts/summary-list.tsx"
import { wordsIn } from "#views/words/words.ts"

/** What was paid, when and with which card. */
export function receiptRows(context: ServicePageContext, payment: Payment): SummaryRow[] {
  const { language } = context
  const { summary, receipt } = wordsIn[language]
  const { organisation, service, subject } = paymentRows(context, payment)
  const rows = [
    organisation,
    service,
    subject,
    payment.origin === "api" ? fixedRow(summary.reference, payment.reference) : null,
    payment.capturedAt === null
      ? null
      : fixedRow(receipt.paidOn, londonDateTime(payment.capturedAt, language)),
    payment.card === null
      ? null
      : fixedRow(summary.card, summary.cardUsed(brandName(payment.card.brand), payment.card.lastFour)),
    totalRow(context, payment.captured),
  ]
  return rows.filter((row) => row !== null)
}

/** How the schemes write their names, which are the same in both languages. */
const brandNames: Readonly<Partial<Record<string, string>>> = {
  visa: "Visa",
  mastercard: "Mastercard",
  maestro: "Maestro",
  amex: "American Express",
  american_express: "American Express",
  discover: "Discover",
  diners: "Diners Club",
  jcb: "JCB",
  unionpay: "UnionPay",
}

/** A card brand for people; one that is not known stays as the acquirer wrote it. */
function brandName(brand: string): string {
  return brandNames[brand.toLowerCase()] ?? brand
}
