import { digest, freshId, freshSecret } from "#sandbox-acquirer/ids.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { copyIntent } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import { approvePayment } from "./authorise.ts"
import { viewPayment } from "./payment.ts"
import { refund } from "./refund.ts"
import { type Answer, failure, unkeyed } from "./write.ts"

/** Money to be moved for a reference though nobody asked for it through the API. */
export interface UnaskedMovement {
  readonly reference: string
  readonly amount: number
}

/**
 * A second charge on the card of a reference's last captured payment, as by an acquirer that errs: another payment
 * under the same reference. 201 with it, or 404.
 */
export async function chargeUnasked(
  sql: Database,
  { reference, amount }: UnaskedMovement,
  at: { readonly now: Date; readonly publicUrl: string },
): Promise<Answer> {
  return sql.begin(async (tx) => {
    const first = await lockCaptured(tx, reference)
    if (!first) return failure(404, "payment_not_found")
    const copy = {
      ...first,
      id: freshId("pay"),
      amount,
      capture_mode: "automatic",
      created_at: at.now,
      entry_id: freshId("ent"),
      entry_secret_digest: digest(freshSecret()),
      entry_used_at: at.now,
      status: "open",
      authorised: 0,
      captured: 0,
      authorised_until: null,
      scenario: "success",
      last_refusal: null,
      charge_key: null,
      notify_fault: null,
      dispute_at: null,
      agreement_step: null,
      agreement: null,
      charged_card: null,
    }
    const [second] = await tx<PaymentRow[]>`INSERT INTO payment ${tx(copy)} RETURNING *`
    if (!second) throw new Error("an inserted payment is gone")
    if (second.face === "stripe") await copyIntent({ tx, now: at.now }, first.id, second.id)
    const charged = await approvePayment(unkeyed({ tx, now: at.now }), second)
    return { status: 201, body: await viewPayment(tx, charged, at) }
  })
}

/**
 * A refund that somebody makes at the acquirer's own desk, of a reference's last captured payment. 200 with the
 * refund, whose `refund_id` is its own id; 404, or 409 where so much is not left.
 */
export async function refundUnasked(
  sql: Database,
  { reference, amount }: UnaskedMovement,
  now: Date,
): Promise<Answer> {
  return sql.begin(async (tx) => {
    const payment = await lockCaptured(tx, reference)
    if (!payment) return failure(404, "payment_not_found")
    return refund(unkeyed({ tx, now }), { paymentId: payment.id, refund_id: null, amount })
  })
}

/** The last captured payment of a reference, held until the transaction ends; null where there is none. */
export async function lockCaptured(tx: Transaction, reference: string): Promise<PaymentRow | null> {
  const [row] = await tx<PaymentRow[]>`
    SELECT * FROM payment WHERE reference = ${reference} AND status = 'captured'
    ORDER BY created_at DESC, id DESC LIMIT 1 FOR UPDATE`
  return row ?? null
}
