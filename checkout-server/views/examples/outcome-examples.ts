import type { Language } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import {
  sampleCapability,
  sampleContext,
  sampleCouncilTax,
  sampleGardenWaste,
  sampleNow,
  samplePayment,
} from "#views/examples/samples.ts"
import { address } from "#views/page-context.ts"
import { receiptPage } from "#views/payee/receipt-page.tsx"
import type { StatusPage } from "#views/payee/state-pages.ts"
import { statusPage } from "#views/payee/status-page.tsx"

const receiptNumber = "AVC-7KXM-4R2P-W"

function status(page: StatusPage, state: PaymentState, origin: Payment["origin"]) {
  return (language: Language) =>
    statusPage(sampleContext(language, sampleCouncilTax, `/pay/${sampleCapability}`), page, {
      capability: sampleCapability,
      payment: { ...samplePayment(language, sampleCouncilTax, state), origin },
      returnHref: "https://arwel-vale.example/council-tax?payment=sample",
      receipt:
        state === "captured" ? { number: receiptNumber, href: address(language, "/receipt/sample") } : null,
    })
}

function receipt(language: Language, refunded: boolean): string {
  return receiptPage(sampleContext(language, sampleGardenWaste, "/receipt/sample"), {
    number: receiptNumber,
    payment: samplePayment(language, sampleGardenWaste, "captured"),
    vat: refunded ? exactPence(933) : null,
    refunds: refunded ? [{ amount: exactPence(1000), at: sampleNow }] : [],
  })
}

/** How payments end, and the receipt. */
export const outcomeExamples = [
  { name: "checking", render: status("checking", "checking", "page") },
  { name: "approved", render: status("approved", "authorised", "page") },
  { name: "approved-server-created", render: status("approved", "capturable", "api") },
  { name: "complete", render: status("complete", "captured", "page") },
  { name: "complete-server-created", render: status("complete", "captured", "api") },
  { name: "declined", render: status("declined", "declined", "page") },
  { name: "expired", render: status("expired", "expired", "page") },
  { name: "expired-server-created", render: status("expired", "expired", "api") },
  { name: "cancelled-by-payee", render: status("cancelled_by_payee", "cancelled_by_payee", "page") },
  { name: "cancelled-by-service", render: status("cancelled_by_service", "cancelled_by_service", "page") },
  { name: "failed", render: status("failed", "failed", "page") },
  { name: "receipt", render: (language: Language) => receipt(language, false) },
  { name: "receipt-refunded", render: (language: Language) => receipt(language, true) },
]
