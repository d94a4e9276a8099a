import * as v from "valibot"
import { recordEffect } from "./authorise.ts"
import { lockPayment, statusAt, viewPayment } from "./payment.ts"
import { amountSchema } from "./prepare.ts"
import { takeMoney } from "./take-money.ts"
import { type Answer, failure, type Write } from "./write.ts"

export const captureSchema = v.strictObject({ amount: amountSchema })

/** Takes an authorised amount, once; what is not taken is released. 200 with the payment, 404 or 409. */
export async function capture(
  write: Write,
  request: { readonly paymentId: string; readonly amount: number },
  publicUrl: string,
): Promise<Answer> {
  const payment = await lockPayment(write.tx, request.paymentId)
  if (!payment) return failure(404, "payment_not_found")
  if (statusAt(payment, write.now) !== "authorised") return failure(409, "not_possible")
  if (request.amount > payment.authorised) return failure(409, "amount_too_large")
  await recordEffect(write, { kind: "capture", paymentId: payment.id, amount: request.amount })
  const released = payment.authorised - request.amount
  if (released > 0) await recordEffect(write, { kind: "release", paymentId: payment.id, amount: released })
  const changed = await takeMoney(write, payment, {
    authorised: payment.authorised,
    captured: request.amount,
  })
  return { status: 200, body: await viewPayment(write.tx, changed, { now: write.now, publicUrl }) }
}
