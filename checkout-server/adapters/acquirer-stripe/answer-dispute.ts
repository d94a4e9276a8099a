import type { Stripe } from "stripe"
import type { DisputeEvidence } from "#domain/disputes/dispute-answer.ts"
import type { Outcome } from "#ports/acquirer.ts"
import { notOurs } from "#ports/acquirer.ts"
import type { AnswerDisputeRequest, DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import { findIntent } from "./act.ts"
import type { StripeLine } from "./client.ts"
import { type Answered, outcomeOf, refused, take } from "./outcome.ts"
import { disputeReply } from "./replies.ts"
import type { StripeMode } from "./sessions.ts"
import { disputeOf } from "./snapshot.ts"

/** Ids as Stripe makes them. Anything else is no path to ask for. */
const disputeId = /^d[up]_\w{1,200}$/

/**
 * Sends evidence to the bank, or gives in. Stripe takes evidence for the bank once, and has no code for what it takes
 * no more: so the dispute is looked at first. Nothing leaves for one of another payment, nor where the bank that only
 * asked has taken the money since: the answer was to another question.
 */
export async function answerDispute(
  line: StripeLine,
  mode: StripeMode,
  request: AnswerDisputeRequest,
): Promise<Outcome<DisputeSnapshot>> {
  const { acquirerPaymentId, acquirerDisputeId: id } = request
  if (!disputeId.test(id)) return refused("configuration", { code: notOurs })
  const found = await findIntent(line, mode, acquirerPaymentId)
  if (found.kind !== "ok") return found
  const { id: intentId } = found.value
  const before = await outcomeOf(line.stripe.disputes.retrieve(id), disputeReply)
  if (before.kind !== "ok") return before
  if (!intentId || before.value.payment_intent !== intentId) {
    return refused("configuration", { ...before.evidence, code: notOurs })
  }
  if (disputeOf(before.value).amount !== request.amount) return refused("not_possible", before.evidence)
  const answered = await outcomeOf(send(line, request), disputeReply)
  if (answered.kind === "refused" && !isAwaited(before.value.status)) {
    return refused("not_possible", answered.evidence)
  }
  return take(answered, (dispute) =>
    dispute.id === id && dispute.payment_intent === intentId ? disputeOf(dispute) : null,
  )
}

function send(line: StripeLine, { acquirerDisputeId: id, answer }: AnswerDisputeRequest): Promise<Answered> {
  const { disputes } = line.stripe
  return answer.kind === "acceptance"
    ? disputes.close(id, {}, line.keyed())
    : disputes.update(id, { evidence: evidenceOf(answer.evidence), submit: true }, line.keyed())
}

/** Always in the same order: a repeat is known by its bytes. */
function evidenceOf(evidence: DisputeEvidence): Stripe.DisputeUpdateParams.Evidence {
  const { explanation, productDescription, serviceDate, refundRefusal, duplicateCharge } = evidence
  return {
    uncategorized_text: explanation,
    ...(productDescription === undefined ? {} : { product_description: productDescription }),
    ...(serviceDate === undefined ? {} : { service_date: serviceDate }),
    ...(refundRefusal === undefined ? {} : { refund_refusal_explanation: refundRefusal }),
    ...(duplicateCharge === undefined ? {} : { duplicate_charge_explanation: duplicateCharge }),
  }
}

function isAwaited(status: string): boolean {
  return status === "needs_response" || status === "warning_needs_response"
}
