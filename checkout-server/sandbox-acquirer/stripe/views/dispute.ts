import type Stripe from "stripe"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { DisputeRow, DisputeStatus } from "#sandbox-acquirer/store/rows.ts"
import { type Known, seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"
import { findStripePayment } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { type BalanceTransactionRow, viewBalanceTransaction } from "./balance-transaction.ts"
import { lastCharge } from "./charge.ts"

type Status = Known<Stripe.Dispute.Status>

/** While the bank only asks, no money is held and the words are others. */
const inquiryStatuses: Readonly<Record<DisputeStatus, Status>> = {
  needs_response: "warning_needs_response",
  under_review: "warning_under_review",
  won: "warning_closed",
  lost: "warning_closed",
}

/** Every field of an answer to a dispute; those for files take a file's id. */
export const evidenceFields = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "customer_communication",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "customer_signature",
  "duplicate_charge_documentation",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "receipt",
  "refund_policy",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "service_date",
  "service_documentation",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_documentation",
  "shipping_tracking_number",
  "uncategorized_file",
  "uncategorized_text",
] as const satisfies readonly (keyof Stripe.Dispute.Evidence)[]

/** A dispute of this face; null where unknown. A bank's early warning is none in Stripe's words. */
export async function findDispute(sql: Database | Transaction, id: string): Promise<DisputeRow | null> {
  const [dispute] = await sql<DisputeRow[]>`
    SELECT d.* FROM dispute d JOIN stripe_payment s ON s.payment_id = d.payment_id
    WHERE d.id = ${id} AND d.reason <> 'early_fraud_warning'`
  return dispute ?? null
}

export async function viewDispute(sql: Database | Transaction, dispute: DisputeRow, now: Date) {
  const found = await findStripePayment(sql, { payment: dispute.payment_id })
  const charge = await lastCharge(sql, dispute.payment_id)
  if (!found || !charge) throw new Error("a dispute has no payment")
  const lines = await sql<BalanceTransactionRow[]>`
    SELECT * FROM stripe_balance_transaction WHERE dispute_id = ${dispute.id} ORDER BY created_at, id`
  const isInquiry = dispute.amount === 0
  const due = dispute.evidence_due_at
  return {
    id: dispute.id,
    object: "dispute",
    amount: isInquiry ? found.payment.captured : dispute.amount,
    balance_transactions: lines.map((line) => viewBalanceTransaction(line, now)),
    charge: charge.id,
    created: seconds(dispute.opened_at),
    currency: found.payment.currency.toLowerCase(),
    enhanced_eligibility_types: [],
    evidence: evidenceView(dispute.evidence),
    evidence_details: {
      due_by: due === null ? null : seconds(due),
      enhanced_eligibility: {},
      has_evidence: Object.keys(dispute.evidence).length > 0,
      past_due: due !== null && due <= now,
      submission_count: dispute.submissions,
      submission_method: "manual",
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: { ...dispute.metadata },
    payment_intent: found.face.intent_id,
    payment_method_details: {
      card: {
        brand: charge.card_brand,
        case_type: isInquiry ? "inquiry" : "chargeback",
        network: charge.card_brand,
        network_reason_code: null,
      },
      type: "card",
    },
    reason: dispute.reason === "inquiry" ? "general" : dispute.reason,
    status: isInquiry ? inquiryStatuses[dispute.status] : dispute.status,
  } satisfies Stripe.Dispute
}

function evidenceView(given: DisputeRow["evidence"]): Stripe.Dispute.Evidence {
  const none: Record<(typeof evidenceFields)[number], null> = {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: null,
    customer_name: null,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  }
  return { ...none, ...given, enhanced_evidence: {} }
}
