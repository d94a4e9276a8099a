import { amountLeft } from "#sandbox-acquirer/payments/amount-left.ts"
import { viewDispute } from "#sandbox-acquirer/payments/payment.ts"
import { lockCaptured } from "#sandbox-acquirer/payments/unasked.ts"
import { type Answer, failure, unkeyed } from "#sandbox-acquirer/payments/write.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import type { DisputeStatus } from "#sandbox-acquirer/store/rows.ts"
import { changeDispute, evidenceDueFrom, isDecided, lockDispute } from "./dispute.ts"
import { openDispute } from "./open-dispute.ts"

/** What a test makes a bank say. Left out: all that is left of the payment, fraud, seven days. */
export interface SteeredDispute {
  readonly reference: string
  /** Up to the whole capture, refunded or not: banks do that. 0 only asks. */
  readonly amount: number | undefined
  readonly reason: string
  readonly evidenceDueAt: Date | undefined
}

/** Opens a dispute on a reference's last captured payment. 201 with it, 404, or 409 where so much was never taken. */
export async function disputeReference(sql: Database, asked: SteeredDispute, now: Date): Promise<Answer> {
  return sql.begin(async (tx) => {
    const payment = await lockCaptured(tx, asked.reference)
    if (!payment) return failure(404, "payment_not_found")
    const amount = asked.amount ?? (await amountLeft(tx, payment))
    if (amount > payment.captured) return failure(409, "amount_too_large")
    const opened = await openDispute(unkeyed({ tx, now }), payment, {
      amount,
      reason: asked.reason,
      evidence_due_at: asked.evidenceDueAt ?? evidenceDueFrom(now),
    })
    return { status: 201, body: viewDispute(opened) }
  })
}

/** The bank's word on a dispute. 200 with the dispute, 404, or 409 `not_possible` once it is won or lost. */
export async function moveDispute(
  sql: Database,
  { id, status }: { readonly id: string; readonly status: DisputeStatus },
  now: Date,
): Promise<Answer> {
  return sql.begin(async (tx) => {
    const locked = await lockDispute(tx, id)
    if (!locked) return failure(404, "dispute_not_found")
    if (isDecided(locked.dispute)) return failure(409, "not_possible")
    return { status: 200, body: viewDispute(await changeDispute(unkeyed({ tx, now }), locked, { status })) }
  })
}
