import * as v from "valibot"
import { link, paymentId, timestamp } from "#contract/payment.ts"
import { disputeStates } from "#domain/disputes/dispute.ts"
import { disputeAnswerKinds } from "#domain/disputes/dispute-answer.ts"

/** The newest answer to a dispute. */
const answer = v.object({
  kind: v.picklist(disputeAnswerKinds),
  status: v.pipe(
    v.picklist(["submitted", "success", "error", "overtaken"]),
    v.description(
      "`success`: the acquirer has it. `error`: it never had it. `overtaken`: the dispute was decided, or changed, before it was known. An unknown outcome is `submitted`.",
    ),
  ),
  created_date: timestamp,
})

/** A dispute as `/v1` shows it: GOV.UK Pay's, with its own address, its answer, and what can be done now. */
export const dispute = v.object({
  dispute_id: v.pipe(v.string(), v.regex(/^[0-9a-v]{26}$/), v.description("Also in `dispute.…` webhooks.")),
  payment_id: paymentId,
  amount: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.description("Pence that the bank has taken; 0 while it only asks."),
  ),
  status: v.picklist(disputeStates),
  reason: v.pipe(v.string(), v.description("The acquirer's word.")),
  created_date: timestamp,
  evidence_due_date: v.exactOptional(timestamp),
  settlement_summary: v.object({ settled_date: v.exactOptional(v.pipe(v.string(), v.isoDate())) }),
  _links: v.object({
    self: link,
    payment: link,
    evidence: v.exactOptional(v.pipe(link, v.description("While the bank waits for an answer."))),
    acceptance: v.exactOptional(v.pipe(link, v.description("While the bank waits for an answer."))),
  }),
  civic_pay: v.object({ answer: v.exactOptional(answer) }),
})
export type DisputeBody = v.InferOutput<typeof dispute>

/** `GET /v1/payments/{payment_id}/disputes`: oldest first. */
export const paymentDisputes = v.object({
  payment_id: paymentId,
  _embedded: v.object({ disputes: v.array(dispute) }),
  _links: v.object({ self: link, payment: link }),
})
export type PaymentDisputesBody = v.InferOutput<typeof paymentDisputes>
