import type { Instant } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { AcquirerSnapshot, PrepareRequest, RefundSnapshot } from "#ports/acquirer.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import { savedCardOf } from "./acquirer-cards.ts"
import type { AcquirerPage } from "./acquirer-page.ts"

/** What the bank does with a card, at once or after it has asked the payee. */
export type BankAnswer =
  | { readonly kind: "approve" }
  | { readonly kind: "refuse"; readonly reason: RefusalReason }

/** A card's whole behaviour. */
export interface CardScenario {
  /** `challenge`: the payee is asked first. `pending`: the bank takes its time, and nobody is asked. */
  readonly first: "answer" | "challenge" | "pending"
  readonly bank: BankAnswer
  /** The bank only reserves the money, even where it is to be taken at once. */
  readonly reservesFirst: boolean
  /** How long the bank waits for the payee, in milliseconds; then it says no. */
  readonly patience: number
  readonly refund: "succeeds" | "pending_then_succeeds" | "succeeds_then_fails"
}

/** A payment as it stands at the acquirer. */
export interface AcquirerPayment {
  readonly id: string
  readonly request: PrepareRequest
  status: AcquirerSnapshot["status"]
  captured: Pence
  lastRefusal: RefusalReason | null
  scenario: CardScenario | null
  /** When it closes by itself. */
  lapsesAt: Instant
  /** The key of the call that used a card here. */
  chargeKey: string
  readonly refunds: RefundSnapshot[]
  readonly disputes: DisputeSnapshot[]
  /** Null where cards are entered on our page. */
  readonly page: AcquirerPage | null
}

/** A payment as `prepare` makes it: open for one card. */
export function newAcquirerPayment(
  id: string,
  request: PrepareRequest,
  page: AcquirerPage | null,
): AcquirerPayment {
  return {
    id,
    request,
    status: "open",
    captured: exactPence(0),
    lastRefusal: null,
    scenario: null,
    lapsesAt: page?.expiresAt ?? request.expiresAt,
    chargeKey: "",
    refunds: [],
    disputes: [],
    page,
  }
}

/** Money that moved, or was set aside, and under which key. */
export interface Effect {
  readonly key: string
  readonly kind: "reserve" | "charge" | "capture" | "release" | "refund" | "answer"
  readonly acquirerPaymentId: string
  readonly amount: Pence
}

/** A notification that the acquirer wants to make. */
export interface Announcement {
  readonly eventId: string
  readonly type: string
  readonly acquirerPaymentId: string
  /** Another id of the same payment, where it has one. */
  readonly alias: string | null
  /** As it is sent, where that is settled: then it names the payment by its alias, where it has one. */
  readonly body: string | null
}

/** The card that every simulated payee has. */
export const simulatedCard = { brand: "visa", firstSix: "424242", lastFour: "4242", expiry: "10/29" }

/** Where the bank asks the payee: within the acquirer's own page, where that is open. */
export function challengeUrl(payment: AcquirerPayment): string {
  return payment.page?.url ?? `https://acquirer.example/challenges/${payment.id}`
}

function waitingUrl(payment: AcquirerPayment): string | null {
  const { page, status } = payment
  const isWaiting = status === "challenge" || (status === "open" && page !== null)
  return isWaiting ? challengeUrl(payment) : null
}

/** What was sent back, or is on its way. */
export function returned(payment: AcquirerPayment): number {
  return payment.refunds.reduce((sum, { status, amount }) => sum + (status === "failed" ? 0 : amount), 0)
}

/** What the payee's bank has taken back, for a while or for good. */
function disputed(payment: AcquirerPayment): number {
  return payment.disputes.reduce((sum, { status, amount }) => sum + (status === "won" ? 0 : amount), 0)
}

/** What is left of the money: captured, and neither sent back nor taken back. */
export function kept(payment: AcquirerPayment): number {
  return payment.captured - returned(payment) - disputed(payment)
}

/** The acquirer's own word on a payment. */
export function snapshotOf(payment: AcquirerPayment): AcquirerSnapshot {
  const { request, status } = payment
  return {
    acquirerPaymentId: payment.id,
    reference: request.paymentId,
    status,
    amount: request.amount,
    currency: request.currency,
    captured: payment.captured,
    challengeUrl: waitingUrl(payment),
    lastRefusal: payment.lastRefusal,
    card: payment.scenario === null ? null : simulatedCard,
    savedCard: savedCardOf(payment),
    refunds: [...payment.refunds],
    disputes: [...payment.disputes],
  }
}
