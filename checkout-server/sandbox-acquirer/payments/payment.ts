import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { DisputeRow, PaymentRow, PaymentStatus, RefundRow } from "#sandbox-acquirer/store/rows.ts"

/** The status at `now`: an open or challenged payment lapses at its expiry, an authorisation after its seven days. */
export function statusAt(payment: PaymentRow, now: Date): PaymentStatus {
  switch (payment.status) {
    case "open":
    case "challenge":
      return payment.expires_at <= now ? "closed" : payment.status
    case "authorised":
      return payment.authorised_until !== null && payment.authorised_until <= now ? "closed" : "authorised"
    case "pending":
    case "captured":
    case "closed":
      return payment.status
  }
}

/** Holds the payment's row until the transaction ends, so that writes of one payment queue. Null where unknown. */
export async function lockPayment(tx: Transaction, id: string): Promise<PaymentRow | null> {
  const [row] = await tx<PaymentRow[]>`SELECT * FROM payment WHERE id = ${id} FOR UPDATE`
  return row ?? null
}

export async function changePayment(
  tx: Transaction,
  id: string,
  changes: Partial<PaymentRow>,
): Promise<PaymentRow> {
  const [row] = await tx<PaymentRow[]>`UPDATE payment SET ${tx({ ...changes })} WHERE id = ${id} RETURNING *`
  if (!row) throw new Error("a locked payment is gone")
  return row
}

/** A payment as the API shows it. */
export async function viewPayment(
  sql: Database | Transaction,
  payment: PaymentRow,
  at: { readonly now: Date; readonly publicUrl: string },
): Promise<Record<string, unknown>> {
  const [refunds, disputes, [challenge], [savedCard]] = await Promise.all([
    sql<RefundRow[]>`SELECT * FROM refund WHERE payment_id = ${payment.id} ORDER BY created_at, id`,
    sql<DisputeRow[]>`SELECT * FROM dispute WHERE payment_id = ${payment.id} ORDER BY opened_at, id`,
    sql<{ id: string }[]>`SELECT id FROM challenge WHERE payment_id = ${payment.id} AND answered_at IS NULL`,
    sql<{ id: string }[]>`SELECT id FROM saved_card WHERE payment_id = ${payment.id}`,
  ])
  const status = statusAt(payment, at.now)
  return {
    id: payment.id,
    reference: payment.reference,
    status,
    amount: payment.amount,
    currency: payment.currency,
    capture_mode: payment.capture_mode,
    authorised: payment.authorised,
    captured: payment.captured,
    authorised_until: status === "authorised" ? (payment.authorised_until?.toISOString() ?? null) : null,
    challenge_url: status === "challenge" && challenge ? `${at.publicUrl}/challenges/${challenge.id}` : null,
    last_refusal: payment.last_refusal,
    card: viewCard(payment),
    saved_card: status === "authorised" || status === "captured" ? (savedCard?.id ?? null) : null,
    refunds: refunds.map(viewRefund),
    disputes: disputes.map(viewDispute),
    created_at: payment.created_at.toISOString(),
    expires_at: payment.expires_at.toISOString(),
  }
}

/** A refund as the API shows it; `refund_id` is the caller's. */
export function viewRefund(refund: RefundRow): Record<string, unknown> {
  return {
    id: refund.id,
    payment_id: refund.payment_id,
    refund_id: refund.refund_id,
    amount: refund.amount,
    status: refund.status,
  }
}

/** A dispute as the API shows it. */
export function viewDispute(dispute: DisputeRow): Record<string, unknown> {
  return {
    id: dispute.id,
    payment_id: dispute.payment_id,
    amount: dispute.amount,
    reason: dispute.reason,
    status: dispute.status,
    evidence_due_at: dispute.evidence_due_at?.toISOString() ?? null,
    opened_at: dispute.opened_at.toISOString(),
  }
}

function viewCard(payment: PaymentRow): Record<string, unknown> | null {
  if (payment.card_brand === null) return null
  return {
    brand: payment.card_brand,
    first_six: payment.card_first_six,
    last_four: payment.card_last_four,
    expiry: payment.card_expiry,
  }
}
