import type { Instant } from "#domain/instant.ts"
import type { Refusal } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Dispute } from "./dispute.ts"

/** What a buyer tells the bank, in words. A field that is absent says nothing. */
export interface DisputeEvidence {
  /** Why the payment was right. */
  readonly explanation: string
  /** What was paid for, as the payee was told. */
  readonly productDescription?: string
  /** `YYYY-MM-DD`: when the payee had it. */
  readonly serviceDate?: string
  /** Why the payee has no right to a refund. */
  readonly refundRefusal?: string
  /** Why this payment and another one are not the same. */
  readonly duplicateCharge?: string
}

/** `acceptance`: the buyer gives in, and the money is gone. */
export type DisputeAnswer =
  | { readonly kind: "evidence"; readonly evidence: DisputeEvidence }
  | { readonly kind: "acceptance" }

/** The two kinds of an answer. */
export const disputeAnswerKinds = [
  "evidence",
  "acceptance",
] as const satisfies readonly DisputeAnswer["kind"][]
export type DisputeAnswerKind = (typeof disputeAnswerKinds)[number]

/** Whether the bank still takes an answer. `isBeingAnswered`: one is on its way, or there. */
export function checkAnswerable(
  dispute: Pick<Dispute, "state" | "evidenceDueAt">,
  asked: { readonly isBeingAnswered: boolean; readonly at: Instant },
):
  | { readonly ok: true; readonly value: null }
  | Refusal<"dispute_decided" | "dispute_answered" | "dispute_overdue"> {
  const { state, evidenceDueAt } = dispute
  if (state === "won" || state === "lost") return refuse("dispute_decided")
  if (state === "under_review" || asked.isBeingAnswered) return refuse("dispute_answered")
  if (evidenceDueAt !== null && asked.at >= evidenceDueAt) return refuse("dispute_overdue")
  return ok(null)
}

/** What the state of a dispute tells of an answer without an answer of its own. */
export type AnswerFinding = "received" | "overtaken"

/**
 * What became of an answer, by how its dispute stands now; null where the bank still waits for one, as when it was
 * given. `overtaken`: the bank has decided otherwise or asks for something else, with or without it.
 */
export function answerFinding(
  answer: { readonly kind: DisputeAnswerKind; readonly amount: Dispute["amount"] },
  dispute: Pick<Dispute, "state" | "amount">,
): AnswerFinding | null {
  const { state, amount } = dispute
  // A bank that only asked has taken the money: the words were for another question.
  if (state === "needs_response") return amount === answer.amount ? null : "overtaken"
  if (answer.kind === "evidence") return state === "lost" ? "overtaken" : "received"
  // To give in to a bank that only asked loses nothing.
  return state === "lost" || (state === "won" && amount === 0) ? "received" : "overtaken"
}
