import { announce } from "#sandbox-acquirer/notifications/outbox.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { recordEffect } from "./authorise.ts"
import { changePayment, lockPayment, viewPayment } from "./payment.ts"
import { type Answer, failure, type Write } from "./write.ts"

/**
 * Makes sure that a payment takes no money: open or at a challenge, it can no longer be paid; authorised, it is
 * released; closed, it stays so. 200 with the payment, 404, or 409 `not_possible` once captured, or while the bank
 * has not decided.
 */
export async function voidPayment(write: Write, paymentId: string, publicUrl: string): Promise<Answer> {
  const payment = await lockPayment(write.tx, paymentId)
  if (!payment) return failure(404, "payment_not_found")
  if (payment.status === "captured" || payment.status === "pending") return failure(409, "not_possible")
  const closed = payment.status === "closed" ? payment : await closePayment(write, payment)
  return { status: 200, body: await viewPayment(write.tx, closed, { now: write.now, publicUrl }) }
}

/** Closes a payment that holds no captured money. The caller holds its row. */
export async function closePayment(write: Write, payment: PaymentRow): Promise<PaymentRow> {
  if (payment.status === "authorised") {
    await recordEffect(write, { kind: "release", paymentId: payment.id, amount: payment.authorised })
  }
  const closed = await changePayment(write.tx, payment.id, { status: "closed" })
  await announce(write, closed, "payment.closed")
  return closed
}
