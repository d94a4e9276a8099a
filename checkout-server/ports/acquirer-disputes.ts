import type { DisputeState } from "#domain/disputes/dispute.ts"
import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import type { Instant } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"

/** A payee's bank takes money back until the dispute is decided. */
export interface DisputeSnapshot {
  readonly acquirerDisputeId: string
  readonly amount: Pence
  /** The acquirer's word for the reason. */
  readonly reason: string
  readonly status: DisputeState
  readonly evidenceDueAt: Instant | null
  readonly openedAt: Instant
}

/** What is told to the bank about one dispute of a payment. */
export interface AnswerDisputeRequest {
  readonly acquirerPaymentId: string
  readonly acquirerDisputeId: string
  /** The money that the bank had taken when the answer was given; zero where it only asked. */
  readonly amount: Pence
  readonly answer: DisputeAnswer
}
