import * as v from "valibot"
import { type RefundCourse, scenarioOf } from "#sandbox-acquirer/cards/scenarios.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import { announce } from "#sandbox-acquirer/notifications/outbox.ts"
import { recordLine } from "#sandbox-acquirer/settlements/settlement-line.ts"
import type { PaymentRow, RefundRow, RefundStatus } from "#sandbox-acquirer/store/rows.ts"
import { amountLeft } from "./amount-left.ts"
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

/** What to send back. Without a `refund_id` nobody asked through the API: the refund's own id stands for it. */
interface RefundRequest {
  readonly refund_id: string | null
  readonly amount: number
  readonly metadata?: Readonly<Record<string, string>>
  readonly reason?: string | null
}

/**
 * Sends captured money back, in parts if asked, as far as it is not refunded or disputed already. 200 with the
 * refund; the caller's `refund_id` makes one refund only: asked again for the same amount it answers the same
 * refund. 404, or 409 and nothing happened.
 */
export async function refund(
  write: Write,
  request: RefundRequest & { readonly paymentId: string },
): Promise<Answer> {
  const payment = await lockPayment(write.tx, request.paymentId)
  if (!payment) return failure(404, "payment_not_found")
  if (payment.status !== "captured") return failure(409, "not_possible")
  const [same] = await write.tx<RefundRow[]>`
    SELECT * FROM refund WHERE payment_id = ${payment.id} AND refund_id = ${request.refund_id}`
  if (same) return same.amount === request.amount ? answered(same) : failure(409, "refund_id_used")
  if (request.amount > (await amountLeft(write.tx, payment))) return failure(409, "amount_too_large")
  return answered(await insertRefund(write, payment, request))
}

function answered(made: RefundRow): Answer {
  return { status: 200, body: viewRefund(made) }
}

async function insertRefund(write: Write, payment: PaymentRow, request: RefundRequest): Promise<RefundRow> {
  const id = freshId(payment.face === "stripe" ? "re" : "ref")
  const course = courses[scenarioOf(payment.scenario ?? "").refund]
  const [made] = await write.tx<RefundRow[]>`
    INSERT INTO refund ${write.tx({
      id,
      payment_id: payment.id,
      refund_id: request.refund_id ?? id,
      amount: request.amount,
      status: course.status,
      next_status: course.next,
      next_at: course.next === null ? null : new Date(write.now.getTime() + refundTurnMilliseconds),
      created_at: write.now,
      metadata: write.tx.json(request.metadata ?? {}),
      reason: request.reason ?? null,
    })} RETURNING *`
  if (!made) throw new Error("an inserted refund is gone")
  await recordEffect(write, { kind: "refund", paymentId: payment.id, amount: request.amount })
  await tellOfRefund(write, payment, { ...made, isNew: true })
  return made
}

/** A refund has come into its status: the books, where money moved, and the word to the receiver. */
export async function tellOfRefund(
  write: Write,
  payment: PaymentRow,
  made: RefundRow & { readonly isNew: boolean },
): Promise<void> {
  if (made.status !== "pending") {
    await recordLine(write, {
      kind: made.status === "succeeded" ? "refund" : "refund_failed",
      paymentId: payment.id,
      amount: made.amount,
      refundId: payment.face === "native" && made.refund_id === made.id ? null : made.refund_id,
    })
  }
  await announce(write, payment, `refund.${made.status}`, made)
}
