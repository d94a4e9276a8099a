import * as v from "valibot"
import { amountLeft } from "#sandbox-acquirer/payments/amount-left.ts"
import { viewDispute } from "#sandbox-acquirer/payments/payment.ts"
import { type Answer, failure, unkeyed, type Write } from "#sandbox-acquirer/payments/write.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import type { DisputeRow } from "#sandbox-acquirer/store/rows.ts"
import { bookDispute, changeDispute, evidenceDueFrom, type LockedDispute, lockDispute } from "./dispute.ts"

/** Disputes handled by one pass; the next pass follows within a second. */
const batch = 100

const words = v.pipe(v.string(), v.minLength(1), v.maxLength(5_000))

/** `text` decides; no word of an answer is kept. */
export const evidenceSchema = v.strictObject({
  text: words,
  product_description: v.optional(words),
  service_date: v.optional(v.pipe(v.string(), v.isoDate())),
  refund_refusal_explanation: v.optional(words),
  duplicate_charge_explanation: v.optional(words),
})

/**
 * The payee's evidence against a dispute, once, in time. `winning_evidence` wins and `losing_evidence` loses at once;
 * `escalate_inquiry_evidence` turns a question of the bank into a dispute that takes what is left of the payment and
 * asks again; any other words are under review. 200 with the dispute, 404, or 409 `not_possible`.
 */
export async function sendEvidence(
  write: Write,
  request: v.InferOutput<typeof evidenceSchema> & { readonly disputeId: string },
): Promise<Answer> {
  const locked = await lockDispute(write.tx, request.disputeId)
  if (!locked) return failure(404, "dispute_not_found")
  if (!isAnswerable(locked.dispute, write.now)) return failure(409, "not_possible")
  switch (request.text.trim()) {
    case "winning_evidence":
      return answered(await changeDispute(write, locked, { status: "won" }))
    case "losing_evidence":
      return answered(await changeDispute(write, locked, { status: "lost" }))
    case "escalate_inquiry_evidence":
      return answered(await escalate(write, locked))
    default:
      return answered(await changeDispute(write, locked, { status: "under_review" }))
  }
}

/** The payee gives in: lost. 200 with the dispute, 404, or 409 `not_possible` once the bank has it in hand. */
export async function acceptDispute(write: Write, disputeId: string): Promise<Answer> {
  const locked = await lockDispute(write.tx, disputeId)
  if (!locked) return failure(404, "dispute_not_found")
  if (!isAnswerable(locked.dispute, write.now)) return failure(409, "not_possible")
  return answered(await changeDispute(write, locked, { status: "lost" }))
}

/** Loses what nobody has answered in time. Returns how many disputes it met. */
export async function loseUnanswered(sql: Database, now: Date): Promise<number> {
  const due = await sql<{ id: string }[]>`
    SELECT id FROM dispute WHERE status = 'needs_response' AND evidence_due_at <= ${now}
    ORDER BY evidence_due_at, id LIMIT ${batch}`
  for (const { id } of due) {
    await sql.begin(async (tx) => {
      const locked = await lockDispute(tx, id)
      if (locked?.dispute.status !== "needs_response" || isAnswerable(locked.dispute, now)) return
      await changeDispute(unkeyed({ tx, now }), locked, { status: "lost" })
    })
  }
  return due.length
}

function isAnswerable({ status, evidence_due_at }: DisputeRow, now: Date): boolean {
  return status === "needs_response" && (evidence_due_at === null || evidence_due_at > now)
}

function answered(dispute: DisputeRow): Answer {
  return { status: 200, body: viewDispute(dispute) }
}

async function escalate(write: Write, locked: LockedDispute): Promise<DisputeRow> {
  const evidence_due_at = evidenceDueFrom(write.now)
  if (locked.dispute.amount > 0) return changeDispute(write, locked, { evidence_due_at })
  const amount = await amountLeft(write.tx, locked.payment)
  const taken = await changeDispute(write, locked, { amount, evidence_due_at })
  await bookDispute(write, taken, "dispute")
  return taken
}
