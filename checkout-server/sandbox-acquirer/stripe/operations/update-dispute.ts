import * as v from "valibot"
import { acceptDispute, sendEvidence } from "#sandbox-acquirer/disputes/answer-dispute.ts"
import { changeDispute, lockDispute } from "#sandbox-acquirer/disputes/dispute.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import { invalidRequest, noSuch } from "#sandbox-acquirer/stripe/answer.ts"
import { boolean, expand, metadata, text } from "#sandbox-acquirer/stripe/read-params.ts"
import type { Effected } from "#sandbox-acquirer/stripe/routes/answer-post.ts"
import { evidenceFields, findDispute, viewDispute } from "#sandbox-acquirer/stripe/views/dispute.ts"

export const updateDisputeSchema = v.strictObject({
  evidence: v.optional(v.pipe(v.strictObject(v.entriesFromList(evidenceFields, v.optional(text))))),
  metadata: v.optional(metadata),
  submit: v.optional(boolean, "true"),
  expand,
})

export const closeDisputeSchema = v.strictObject({ expand })

/**
 * Keeps evidence and metadata and, unless `submit` is false, sends all evidence kept so far to the bank, once. What
 * the bank decides by is the uncategorised text, as with Stripe's own test evidence.
 */
export async function updateDispute(
  write: Write,
  params: v.InferOutput<typeof updateDisputeSchema> & { readonly id: string },
): Promise<Effected> {
  const locked = (await findDispute(write.tx, params.id)) && (await lockDispute(write.tx, params.id))
  if (!locked) return { refusal: noSuch("dispute", params.id, "dispute") }
  const { status, evidence_due_at, evidence, submissions } = locked.dispute
  const isLate = evidence_due_at !== null && evidence_due_at <= write.now
  const given = params.evidence ?? {}
  const isSent = params.submit && params.evidence !== undefined
  if (params.evidence !== undefined && (status !== "needs_response" || isLate)) return notAnswerable
  const kept = Object.fromEntries(
    Object.entries({ ...evidence, ...given }).flatMap(([field, words]) => (words ? [[field, words]] : [])),
  )
  await write.tx`
    UPDATE dispute SET ${write.tx({
      evidence: write.tx.json(kept),
      metadata: write.tx.json({ ...locked.dispute.metadata, ...params.metadata }),
      submissions: submissions + (isSent ? 1 : 0),
    })} WHERE id = ${params.id}`
  const words = kept["uncategorized_text"] ?? Object.values(kept)[0] ?? "none"
  if (isSent) await sendEvidence(write, { disputeId: params.id, text: words })
  else await changeDispute(write, locked, { status })
  return shown(write, params.id)
}

/** The payee gives in: lost. */
export async function closeDispute(write: Write, id: string): Promise<Effected> {
  if (!(await findDispute(write.tx, id))) return { refusal: noSuch("dispute", id, "dispute") }
  const answer = await acceptDispute(write, id)
  return answer.status === 200 ? shown(write, id) : notAnswerable
}

const notAnswerable = {
  refusal: invalidRequest("This dispute is already closed, under review or past its due date.", {
    code: "intent_invalid_state",
  }),
}

async function shown({ tx, now }: Write, id: string): Promise<Effected> {
  const dispute = await findDispute(tx, id)
  if (!dispute) throw new Error("a locked dispute is gone")
  return { object: await viewDispute(tx, dispute, now) }
}
