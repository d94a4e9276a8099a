import { maskCardNumbers } from "#domain/card-number.ts"
import type { Instant } from "#domain/instant.ts"
import type { Posting } from "#domain/ledger/posting.ts"
import { posting } from "#domain/ledger/posting.ts"
import type { Pence } from "#domain/money.ts"
import type { HistoryEvent, PaymentChange } from "#domain/payments/change.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Mode } from "#domain/services/service.ts"
import { visibleText } from "#domain/visible-text.ts"
import type { WebhookEventType } from "#domain/webhooks/event-type.ts"

/** `needs_response`: evidence is awaited until it is due. `won`: the money came back. `lost`: it is gone. */
export const disputeStates = ["needs_response", "under_review", "won", "lost"] as const
export type DisputeState = (typeof disputeStates)[number]

/** A payee's bank takes money back until it has decided. */
export interface Dispute {
  readonly id: string
  readonly paymentId: string
  readonly buyerId: string
  readonly serviceId: string
  readonly mode: Mode
  readonly acquirer: string
  readonly acquirerDisputeId: string
  /** The money taken; zero while the bank only asks. */
  readonly amount: Pence
  /** The acquirer's word for the reason. */
  readonly reason: string
  readonly state: DisputeState
  readonly evidenceDueAt: Instant | null
  readonly openedAt: Instant
  readonly updatedAt: Instant
}

/** Every move a dispute can make; a bank may ask for more. */
export const disputeMoves: readonly (readonly [DisputeState, DisputeState])[] = [
  ["needs_response", "under_review"],
  ["needs_response", "won"],
  ["needs_response", "lost"],
  ["under_review", "needs_response"],
  ["under_review", "won"],
  ["under_review", "lost"],
]

/** What the acquirer says of a dispute. */
export type DisputeFacts = Pick<
  Dispute,
  "acquirerDisputeId" | "amount" | "reason" | "evidenceDueAt" | "openedAt"
> & { readonly status: DisputeState }

/** A dispute and what it changes of its payment. */
export interface DisputeChange {
  readonly dispute: Dispute
  readonly payment: PaymentChange
}

/**
 * True while money is taken and not won back: nothing may be refunded beside it. A bank that only asks takes none, and
 * a refund is often the best answer.
 */
export function isDisputed(disputes: readonly Pick<Dispute, "state" | "amount">[]): boolean {
  return disputes.some(({ state, amount }) => state !== "won" && amount > 0)
}

/** A dispute that nobody here knew: its money is held. It is born open, whatever was decided since. */
export function openDispute(
  payment: Payment,
  facts: DisputeFacts,
  born: { readonly id: string; readonly at: Instant },
): DisputeChange {
  const { status, ...rest } = facts
  const dispute: Dispute = {
    ...rest,
    reason: keptReason(facts.reason),
    id: born.id,
    paymentId: payment.id,
    buyerId: payment.buyerId,
    serviceId: payment.serviceId,
    mode: payment.mode,
    acquirer: payment.acquirer,
    state: "needs_response",
    updatedAt: born.at,
  }
  return {
    dispute,
    payment: told(payment, {
      event: "dispute_opened",
      notify: "dispute.opened",
      disputeId: dispute.id,
      postings: taken(dispute),
    }),
  }
}

/** As much as the database keeps. A mask is never longer than the number below it. */
const longestReason = 100

/** An acquirer's word may be empty, long, or hold a card number: none of it keeps a dispute from being written down. */
function keptReason(word: string): string {
  const visible = [...visibleText(word)].slice(0, longestReason).join("")
  return visible.trim() === "" ? "unknown" : maskCardNumbers(visible)
}

function taken(dispute: Dispute): readonly Posting[] {
  return dispute.amount > 0 ? [posting("dispute_opened", dispute.id, dispute.amount)] : []
}

/**
 * What the acquirer's word changes; null where nothing. `contradiction`: decided before, or another amount. A bank that
 * only asked may take the money after all.
 */
export function disputeChange(
  payment: Payment,
  dispute: Dispute,
  news: { readonly facts: DisputeFacts; readonly at: Instant },
): { readonly kind: "change"; readonly value: DisputeChange } | { readonly kind: "contradiction" } | null {
  const { facts, at } = news
  const to = facts.status
  const isEscalated = dispute.amount === 0 && facts.amount > 0
  if (facts.amount !== dispute.amount && !isEscalated) return { kind: "contradiction" }
  const isSame = to === dispute.state && facts.evidenceDueAt === dispute.evidenceDueAt
  if (isSame && !isEscalated) return null
  const isDecided = dispute.state === "won" || dispute.state === "lost"
  if (isDecided) return to === dispute.state && !isEscalated ? null : { kind: "contradiction" }
  const { amount, evidenceDueAt } = facts
  const after = { ...dispute, amount, state: to, evidenceDueAt, updatedAt: at }
  const postings = [...(isEscalated ? taken(after) : []), ...closing(after)]
  return { kind: "change", value: { dispute: after, payment: moved(payment, after, postings) } }
}

function moved(payment: Payment, after: Dispute, postings: readonly Posting[]): PaymentChange {
  const isClosed = after.state === "won" || after.state === "lost"
  return told(payment, {
    event: isClosed ? "dispute_closed" : "dispute_updated",
    notify: isClosed ? "dispute.closed" : "dispute.updated",
    disputeId: after.id,
    postings,
  })
}

function closing(dispute: Dispute): readonly Posting[] {
  if (dispute.amount === 0) return []
  if (dispute.state === "won") return [posting("dispute_won", dispute.id, dispute.amount)]
  return dispute.state === "lost" ? [posting("dispute_lost", dispute.id, dispute.amount)] : []
}

function told(
  payment: Payment,
  change: {
    readonly event: HistoryEvent
    readonly notify: WebhookEventType
    readonly disputeId: string
    readonly postings: readonly Posting[]
  },
): PaymentChange {
  const { disputeId, ...rest } = change
  return {
    ...rest,
    before: payment,
    after: { ...payment, version: payment.version + 1, notices: payment.notices + 1 },
    about: { disputeId },
    operatorCase: null,
  }
}
