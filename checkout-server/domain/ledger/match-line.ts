import type { Instant } from "#domain/instant.ts"
import type { PostingKind } from "#domain/ledger/posting.ts"
import type { ReconciliationState } from "#domain/ledger/reconciliation.ts"
import type { SettlementLineKind } from "#domain/ledger/settlement-line.ts"
import type { Pence } from "#domain/money.ts"

/** A line of an acquirer's books, as far as it says what it is about. */
export interface BookLine {
  readonly lineId: string
  readonly kind: SettlementLineKind
  readonly acquirerPaymentId: string
  /** Our payment id. */
  readonly reference: string
  /** Our refund id. */
  readonly refundId: string | null
  readonly acquirerDisputeId: string | null
  /** Signed: what it moved to us. */
  readonly gross: Pence
}

/** What a posting moved at the acquirer: positive where the acquirer came to owe more. */
export interface Movement {
  readonly id: string
  readonly kind: PostingKind
  readonly sourceId: string
  readonly paymentId: string
  /** The acquirer's payment that our payment was captured on; null where it has none. */
  readonly standsOn: string | null
  readonly buyerId: string
  readonly amount: Pence
  readonly postedAt: Instant
}

/** Postings that a line of the acquirer's books stands beside. */
export const bookedKinds = {
  captured: "payment",
  late_success: "payment",
  refund_succeeded: "refund",
  refund_returned: "refund_failed",
  dispute_opened: "dispute",
  dispute_won: "dispute_won",
} as const satisfies Partial<Record<PostingKind, SettlementLineKind>>
export type BookedKind = keyof typeof bookedKinds

/** What is known here about a line. */
export interface KnownOfLine {
  /** True where the line's reference is one of our payments. */
  readonly isOurs: boolean
  /** What the payment's postings moved, those left out that another line stands beside. */
  readonly movements: readonly Movement[]
  /** Our dispute, where the line is about one that we know. */
  readonly disputeId: string | null
}

/** How a line stands beside the ledger, and which posting it is about. */
export interface LineMatch {
  readonly state: Exclude<ReconciliationState, "not_in_books">
  readonly movement: Movement | null
}

/** Finds the posting that a line is about: by what caused it, and then by its sum. */
export function matchLine(line: BookLine, known: KnownOfLine): LineMatch {
  if (!known.isOurs) return { state: "unknown_payment", movement: null }
  const movement = causesOf(line, known.disputeId)
    .map((cause) => known.movements.find((one) => isCaused(one, cause) && isOfAttempt(one, line)))
    .find((found) => found !== undefined)
  if (movement === undefined) return { state: "not_posted", movement: null }
  return { state: movement.amount === line.gross ? "matched" : "amount_differs", movement }
}

interface Cause {
  readonly kind: BookedKind
  readonly sourceId: string | null
}

function isCaused(movement: Movement, { kind, sourceId }: Cause): boolean {
  return movement.kind === kind && movement.sourceId === sourceId
}

/** A capture is of one attempt: money that came by another one is not it, whatever the sum. */
function isOfAttempt(movement: Movement, line: BookLine): boolean {
  return movement.kind !== "captured" || movement.standsOn === line.acquirerPaymentId
}

/** What may have caused the line's posting, the likeliest first. */
function causesOf(line: BookLine, disputeId: string | null): readonly Cause[] {
  switch (line.kind) {
    case "payment":
      return [
        { kind: "late_success", sourceId: line.acquirerPaymentId },
        { kind: "captured", sourceId: line.reference },
      ]
    case "refund":
      return [{ kind: "refund_succeeded", sourceId: line.refundId }]
    case "refund_failed":
      return [{ kind: "refund_returned", sourceId: line.refundId }]
    case "dispute":
      return [{ kind: "dispute_opened", sourceId: disputeId }]
    case "dispute_won":
      return [{ kind: "dispute_won", sourceId: disputeId }]
  }
}
