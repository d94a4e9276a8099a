import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import type { Posting } from "#domain/ledger/posting.ts"
import { posting } from "#domain/ledger/posting.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import type { PaymentChange } from "#domain/payments/change.ts"
import type { Card, Payment } from "#domain/payments/payment.ts"
import { maxAttempts } from "#domain/payments/payment.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { PaymentEventName, PaymentState } from "#domain/payments/state.ts"
import { isFinished } from "#domain/payments/state.ts"
import type { Cell, Resolution } from "#domain/payments/transition-table.ts"
import { transitionTable } from "#domain/payments/transition-table.ts"
import type { Refusal } from "#domain/problem.ts"
import { refuse } from "#domain/problem.ts"
import { webhookEventFor } from "#domain/webhooks/event-type.ts"

/** How long a delayed capture may wait before the money is released. */
const capturableLifeMilliseconds = 120 * hourMilliseconds

/** Something that happened, with the facts that belong to it. */
export type PaymentEvent =
  | { readonly name: "authorised"; readonly amount: Pence; readonly card: Card | null }
  | { readonly name: "captured"; readonly amount: Pence; readonly card: Card | null }
  | { readonly name: "challenge"; readonly card: Card | null }
  | {
      readonly name: "declined"
      readonly reason: RefusalReason
      readonly card: Card | null
      /** The charge never left, so no card was tried: the attempt is given back. */
      readonly unsent?: true
    }
  | { readonly name: "resolve"; readonly to: Resolution }
  | {
      readonly name: Exclude<
        PaymentEventName,
        "authorised" | "captured" | "challenge" | "declined" | "resolve"
      >
    }

/** What an event does to a payment: everything that must be written together. */
export interface Transition extends PaymentChange {
  readonly event: PaymentEventName
  /** Money may be held at the acquirer that must be let go: a void is committed with this change. */
  readonly releases: boolean
  /** Money of a payment that keeps none: it goes back, `void` where it is only reserved. Null: there is none. */
  readonly reverses: "void" | "refund" | null
}

export type TransitionRefusal = Refusal<
  "payment_finished" | "payment_busy" | "payment_not_payable" | "capture_not_possible"
>

/** Whether an event is about the attempt that the payment now stands on, or about one before it. */
export type Attempt = "current" | "earlier"

/**
 * Decides what `event` does to `payment` at `at`. Pure: the table, and nothing else, says what is allowed.
 * Facts about an earlier attempt are read in the row of closed payments: money found there is an operator case.
 */
export function transition(
  payment: Payment,
  event: PaymentEvent,
  at: Instant,
  attempt: Attempt = "current",
): { readonly ok: true; readonly value: Transition } | TransitionRefusal {
  const cell = transitionTable[attempt === "earlier" ? "declined" : payment.state][event.name]
  if (cell === "refused") return refusal(payment.state, event.name)
  const to = destination(payment, { event, cell }, at)
  const moved = to !== payment.state
  const reverses = cell === "operator_case" ? reversing(event.name) : null
  const notify = moved
    ? webhookEventFor(payment.state, to)
    : reverses && ("payment.late_success_reversed" as const)
  const after: Payment = {
    ...payment,
    ...(moved ? facts(payment, event, to, at) : {}),
    state: to,
    version: payment.version + 1,
    notices: payment.notices + (notify === null ? 0 : 1),
  }
  return {
    ok: true,
    value: {
      event: event.name,
      before: payment,
      after,
      postings: moved ? postingsOf(payment, after) : [],
      notify,
      releases: releasesMoney(payment.state, to),
      reverses,
      operatorCase: reverses === null ? caseOf(cell, moved && to) : null,
    },
  }
}

function reversing(event: PaymentEventName): Transition["reverses"] {
  if (event === "authorised") return "void"
  return event === "captured" ? "refund" : null
}

function caseOf(cell: Cell, to: PaymentState | false): OperatorReason | null {
  if (to === "needs_operator") return "outcome_unclear"
  return cell === "operator_case" ? "contradiction" : null
}

/** Only money that came, or that an operator found never to have come, is posted here. */
function postingsOf(before: Payment, after: Payment): readonly Posting[] {
  if (after.state === "captured") return [posting("captured", after.id, after.captured)]
  const corrected = exactPence(before.captured - before.refundReserved)
  return before.state === "captured" && corrected > 0
    ? [posting("capture_corrected", after.id, corrected)]
    : []
}

function destination(
  payment: Payment,
  { event, cell }: { readonly event: PaymentEvent; readonly cell: Cell },
  at: Instant,
): PaymentState {
  switch (cell) {
    case "recorded":
    case "operator_case":
    case "refused":
      return payment.state
    case "authorised_or_capturable":
      return payment.delayedCapture ? "capturable" : "authorised"
    case "another_card_or_declined":
      return mayTryAnotherCard(payment, event, at) ? "started" : "declined"
    case "as_resolved":
      return event.name === "resolve" ? event.to : payment.state
    default:
      return cell
  }
}

/** A payee may try again in time, below the limit, unless the bank forbade any further try. */
function mayTryAnotherCard(payment: Payment, event: PaymentEvent, at: Instant): boolean {
  const forbidden = event.name === "declined" && event.reason === "do_not_retry"
  return !forbidden && attemptsAfter(payment, event) < maxAttempts && at < payment.expiresAt
}

function attemptsAfter(payment: Payment, event: PaymentEvent): number {
  return event.name === "declined" && event.unsent ? payment.attempts - 1 : payment.attempts
}

/** What moving to `to` adds to the payment's own facts. */
function facts(payment: Payment, event: PaymentEvent, to: PaymentState, at: Instant): Partial<Payment> {
  const card = "card" in event && event.card !== null ? { card: event.card } : {}
  switch (event.name) {
    case "submitted":
      return { attempts: payment.attempts + 1, lastRefusal: null, card: null }
    case "challenge":
      return { ...card, challenged: true }
    case "declined":
      return {
        ...card,
        lastRefusal: event.reason,
        authorised: exactPence(0),
        attempts: attemptsAfter(payment, event),
      }
    case "authorised":
      return {
        ...card,
        authorised: event.amount,
        ...(to === "capturable" ? { expiresAt: later(at, capturableLifeMilliseconds) } : {}),
      }
    case "captured":
      return {
        ...card,
        authorised: atLeast(payment.authorised, event.amount),
        captured: event.amount,
        capturedAt: at,
      }
    case "resolve":
      return resolved(payment, to, at)
    default:
      return {}
  }
}

/** A capture that was none keeps nothing: what stands as captured stands as given back as well. */
function resolved(payment: Payment, to: PaymentState, at: Instant): Partial<Payment> {
  if (to === "captured") return { authorised: payment.amount, captured: payment.amount, capturedAt: at }
  const all = exactPence(payment.captured)
  return payment.state === "captured" ? { refundReserved: all, refunded: all } : {}
}

function atLeast(one: Pence, other: Pence): Pence {
  return one > other ? one : other
}

const holding: readonly PaymentState[] = ["challenge_required", "authorised", "capturable"]
const closing: readonly PaymentState[] = ["expired", "cancelled_by_payee", "cancelled_by_service"]

function releasesMoney(from: PaymentState, to: PaymentState): boolean {
  return holding.includes(from) && closing.includes(to)
}

function refusal(state: PaymentState, event: PaymentEventName): TransitionRefusal {
  if (event === "capture") return refuse("capture_not_possible")
  if (isFinished(state)) return refuse("payment_finished")
  return refuse(event === "submitted" ? "payment_not_payable" : "payment_busy")
}
