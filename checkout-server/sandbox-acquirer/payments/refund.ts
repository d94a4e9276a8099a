import * as v from "valibot"
import { type RefundCourse, scenarioOf } from "#sandbox-acquirer/cards/scenarios.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import { announce } from "#sandbox-acquirer/notifications/outbox.ts"
import type { PaymentRow, RefundRow, RefundStatus } from "#sandbox-acquirer/store/rows.ts"
import { recordEffect } from "./authorise.ts"
import { lockPayment, viewRefund } from "./payment.ts"
import { amountSchema } from "./prepare.ts"
import { type Answer, failure, type Write } from "./write.ts"

export const refundSchema = v.strictObject({
  refund_id: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  amount: amountSchema,
})

/** Until a pending refund succeeds, or a succeeded one comes back: long enough to see, short enough to wait for. */
export const refundTurnMilliseconds = 10_000

const courses: Readonly<Record<RefundCourse, { status: RefundStatus; next: "succeeded" | "failed" | null }>> =
  {
    succeeds: { status: "succeeded", next: null },
    pending_then_succeeds: { status: "pending", next: "succeeded" },
    succeeds_then_fails: { status: "succeeded", next: "failed" },
  }

/**
 * Sends captured money back, in parts if asked. 200 with the refund; the caller's `refund_id` makes one refund
 * only: asked again for the same amount it answers the same refund. 404, or 409 and nothing happened.
 */
export async function refund(
  write: Write,
  request: { readonly paymentId: string; readonly refund_id: string; readonly amount: number },
): Promise<Answer> {
  const payment = await lockPayment(write.tx, request.paymentId)
  if (!payment) return failure(404, "payment_not_found")
  if (payment.status !== "captured") return failure(409, "not_possible")
  const refunds = await write.tx<RefundRow[]>`SELECT * FROM refund WHERE payment_id = ${payment.id}`
  const same = refunds.find((made) => made.refund_id === request.refund_id)
  if (same) return same.amount === request.amount ? answered(same) : failure(409, "refund_id_used")
  const returned = refunds.reduce((sum, made) => sum + (made.status === "failed" ? 0 : made.amount), 0)
  if (returned + request.amount > payment.captured) return failure(409, "amount_too_large")
  return answered(await insertRefund(write, payment, request))
}

function answered(made: RefundRow): Answer {
  return { status: 200, body: viewRefund(made) }
}

async function insertRefund(
  write: Write,
  payment: PaymentRow,
  request: { readonly refund_id: string; readonly amount: number },
): Promise<RefundRow> {
  const course = courses[scenarioOf(payment.scenario ?? "").refund]
  const [made] = await write.tx<RefundRow[]>`
    INSERT INTO refund ${write.tx({
      id: freshId("ref"),
      payment_id: payment.id,
      refund_id: request.refund_id,
      amount: request.amount,
      status: course.status,
      next_status: course.next,
      next_at: course.next === null ? null : new Date(write.now.getTime() + refundTurnMilliseconds),
      created_at: write.now,
    })} RETURNING *`
  if (!made) throw new Error("an inserted refund is gone")
  await recordEffect(write, { kind: "refund", paymentId: payment.id, amount: request.amount })
  await announce(write, payment, `refund.${made.status}`)
  return made
}
