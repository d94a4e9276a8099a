import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { AnswerDisputeRequest, DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import type { AcquirerBooks } from "./acquirer-books.ts"
import type { Decided } from "./acquirer-keys.ts"
import { accept, notPossible } from "./acquirer-keys.ts"
import type { AcquirerPayment } from "./acquirer-payment.ts"
import { kept } from "./acquirer-payment.ts"
import type { AcquirerSide } from "./acquirer-side.ts"

const evidenceMilliseconds = 9 * 24 * hourMilliseconds

/** Refunds that the acquirer has not done with: pending ones, and those that will come back. */
export function unfinishedRefunds({ payments }: Pick<AcquirerSide, "payments">): readonly AcquirerPayment[] {
  return [...payments.values()].filter((payment) =>
    payment.refunds.some(({ status }) => status === "pending" || comesBack(payment, status)),
  )
}

/** A pending refund succeeds; one that succeeded may come back. */
export function turnRefunds(books: AcquirerBooks, payment: AcquirerPayment): void {
  payment.refunds.forEach((refund, index) => {
    if (refund.status !== "pending" && !comesBack(payment, refund.status)) return
    const status = refund.status === "pending" ? "succeeded" : "failed"
    payment.refunds[index] = { ...refund, status }
    books.announce(payment, `refund.${status}`)
  })
}

function comesBack({ scenario }: AcquirerPayment, status: string): boolean {
  return scenario?.refund === "succeeds_then_fails" && status === "succeeded"
}

/** Payments whose payee may still go to his bank. */
export function disputable({ payments }: Pick<AcquirerSide, "payments">): readonly AcquirerPayment[] {
  return [...payments.values()].filter((one) => one.disputes.length === 0 && kept(one) > 0)
}

/** The payee's bank takes back what is left. */
export function openDispute(books: AcquirerBooks, payment: AcquirerPayment, now: Instant): void {
  payment.disputes.push({
    acquirerDisputeId: books.fresh("dsp"),
    amount: exactPence(kept(payment)),
    reason: "product_not_received",
    status: "needs_response",
    evidenceDueAt: later(now, evidenceMilliseconds),
    openedAt: now,
  })
  books.announce(payment, "dispute.opened")
}

/** The bank takes one answer while it waits for one: it looks at evidence, and keeps what was given up. */
export function answerDispute(
  books: AcquirerBooks,
  key: string,
  request: AnswerDisputeRequest,
): Decided<DisputeSnapshot> {
  return books.keys.once(key, request, () => {
    const payment = books.find(request.acquirerPaymentId)
    const disputes = payment?.disputes ?? []
    const index = disputes.findIndex(
      ({ acquirerDisputeId, status }) =>
        acquirerDisputeId === request.acquirerDisputeId && status === "needs_response",
    )
    const dispute = disputes[index]
    if (payment === null || dispute === undefined) return notPossible
    const status = request.answer.kind === "evidence" ? "under_review" : "lost"
    const answered = { ...dispute, status } as const
    payment.disputes[index] = answered
    books.effects.push({ key, kind: "answer", acquirerPaymentId: payment.id, amount: dispute.amount })
    books.announce(payment, `dispute.${status}`)
    return accept(answered)
  })
}

/** Payments with a dispute that is not decided. */
export function disputedPayments({ payments }: Pick<AcquirerSide, "payments">): readonly AcquirerPayment[] {
  return [...payments.values()].filter(({ disputes }) =>
    disputes.some(({ status }) => status === "needs_response" || status === "under_review"),
  )
}

/** The bank goes on with a payment's disputes: it looks at the evidence, or it decides. */
export function moveDisputes(
  books: AcquirerBooks,
  payment: AcquirerPayment,
  to: "under_review" | "won" | "lost",
): void {
  payment.disputes.forEach((dispute, index) => {
    if (dispute.status === "won" || dispute.status === "lost" || dispute.status === to) return
    payment.disputes[index] = { ...dispute, status: to, evidenceDueAt: null }
    books.announce(payment, `dispute.${to}`)
  })
}
