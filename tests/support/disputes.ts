import { findNewestAnswers } from "#db/queries/disputes.ts"
import { findDisputesOfPayment } from "#db/queries/refunds.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { answerDispute } from "#operations/disputes/answer-dispute.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import type { RefundDesk } from "#tests/support/refunds.ts"
import type { Till } from "#tests/support/till.ts"

/** How long a bank waits for evidence here. */
export const evidenceMilliseconds = 7 * 24 * hourMilliseconds

/** Evidence as buyers write it. */
export const evidence: DisputeAnswer = {
  kind: "evidence",
  evidence: { explanation: "Mrs Canary of 1 Stryd Fawr paid at the desk." },
}
export const acceptance: DisputeAnswer = { kind: "acceptance" }

/** Where disputes of a till's payments are answered, and what tests look at afterwards. */
export interface DisputeDesk {
  /** A paid payment whose payee has gone to his bank; `facts` as the acquirer shows them. */
  disputed(facts?: Partial<DisputeSnapshot>): Promise<Dispute>
  /** What the acquirer shows of a dispute from now on; nobody is told. */
  shows(dispute: Dispute, facts: Partial<DisputeSnapshot>): void
  /** Gives an answer and waits for the acquirer's: the answer's state, or why nothing was begun. */
  answer(dispute: Dispute, answer?: DisputeAnswer): Promise<string>
  /** The dispute as it stands here. */
  now(dispute: Dispute): Promise<Dispute | undefined>
  /** The newest answer to it. */
  newest(dispute: Dispute): Promise<Operation | undefined>
}

/** The desk of a till. */
export function disputeDesk(till: Till, refunds: RefundDesk): DisputeDesk {
  const outside = () => till.council.outside
  const now: DisputeDesk["now"] = async ({ id, paymentId }) =>
    (await findDisputesOfPayment(outside().db, paymentId)).find((one) => one.id === id)
  const newest: DisputeDesk["newest"] = async ({ id }) =>
    (await findNewestAnswers(outside().db, [id])).get(id)
  return {
    now,
    newest,
    disputed: async (facts = {}) => {
      const payment = await refunds.paidPayment()
      const at = outside().clock.now()
      const shown: DisputeSnapshot = {
        acquirerDisputeId: `dp_${payment.id}`,
        amount: payment.amount,
        reason: "fraudulent",
        status: "needs_response",
        evidenceDueAt: later(at, evidenceMilliseconds),
        openedAt: at,
        ...facts,
      }
      outside().acquirer.change(till.firstObjectOf(payment.id), { disputes: [shown] })
      await syncPayment(outside(), { paymentId: payment.id, door: "acquirer" })
      const [dispute] = await findDisputesOfPayment(outside().db, payment.id)
      if (!dispute) throw new Error("no dispute was opened")
      return dispute
    },
    shows: (dispute, facts) => {
      const object = till.firstObjectOf(dispute.paymentId)
      const shown = outside().acquirer.payments.get(object)?.disputes ?? []
      outside().acquirer.change(object, { disputes: shown.map((one) => ({ ...one, ...facts })) })
    },
    answer: async (dispute, answer = evidence) => {
      const begun = await answerDispute(outside(), { disputeId: dispute.id, answer, keyId: "key_1" })
      if (!begun.ok) return begun.problem
      await begun.value.settled
      return (await newest(dispute))?.state ?? "lost"
    },
  }
}
