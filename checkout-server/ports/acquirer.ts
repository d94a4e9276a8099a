import type { Instant, Language } from "#domain/instant.ts"
import type { Currency, Pence } from "#domain/money.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { SettlementDay } from "./acquirer-books.ts"
import type { AnswerDisputeRequest, DisputeSnapshot } from "./acquirer-disputes.ts"

/**
 * What a card acquirer does for us. Adapters translate one acquirer's wire into these values; they hold no
 * database and no clock, never throw for what the acquirer can cause, and never log a body.
 */
export interface Acquirer {
  /** The name stored with every payment and object: `sandbox`, later `stripe`. */
  readonly name: string
  /** How a card is entered and what the browser must be allowed to reach (CSP `form-action`). */
  capabilities(): AcquirerCapabilities
  /** Makes the acquirer's payment and its card entry. Moves no money. */
  prepare(call: AcquirerCall, request: PrepareRequest): Promise<Outcome<Prepared>>
  /**
   * Charges (automatic capture) or reserves (manual) with a one-use token, or on the card that the payment was prepared
   * with. Nobody is present there: no challenge comes, a bank that wants the payee is `refused(authentication_required)`.
   */
  authorise(call: AcquirerCall, request: AuthoriseRequest): Promise<Outcome<Authorised>>
  /** Takes an authorised amount; what is not taken is released. */
  capture(call: AcquirerCall, request: CaptureRequest): Promise<Outcome<{ readonly captured: Pence }>>
  /** Open: can no longer be paid. Authorised: released. Captured: `refused(not_possible)`. */
  void(call: AcquirerCall, acquirerPaymentId: string): Promise<Outcome<{ readonly voided: true }>>
  /** Sends money back. `refundId` is ours. */
  refund(call: AcquirerCall, request: RefundRequest): Promise<Outcome<RefundSnapshot>>
  /** Answers the bank, once; `refused(not_possible)` where it takes no answer any more. */
  answerDispute(call: AcquirerCall, request: AnswerDisputeRequest): Promise<Outcome<DisputeSnapshot>>
  /** Makes sure that nothing can be charged on a kept card any more. What was charged stays, and can be refunded. */
  forgetCard(call: AcquirerCall, savedCard: string): Promise<Outcome<{ readonly forgotten: true }>>
  /** The acquirer's own word on one payment: the authority for every settlement. */
  fetch(call: AcquirerCall, acquirerPaymentId: string): Promise<Outcome<AcquirerSnapshot>>
  /** Every acquirer payment made for one of our payment ids. `complete` false: absence proves nothing. */
  findByReference(call: AcquirerCall, search: ReferenceSearch): Promise<Outcome<ReferenceMatches>>
  /** What happened to payments, their refunds and disputes, oldest first: for recovery after a lost stretch of time. */
  listChanges(call: AcquirerCall, from: ChangesFrom): Promise<Outcome<ChangePage>>
  /** The acquirer's own books of one UTC day, `YYYY-MM-DD`. `complete` false: the day is not closed. */
  listSettlements(call: AcquirerCall, day: string): Promise<Outcome<SettlementDay>>
  /** Verifies a notification's signature and reads its pointer. Never state, no I/O. */
  readNotification(notification: RawNotification): NotificationReading
}

export interface AcquirerCapabilities {
  readonly entry: "direct_post" | "redirect"
  /** The browser-facing origin of the card entry and challenge pages. */
  readonly origin: string
  /** Whether a payee's card can be kept for later payments of an agreement. */
  readonly keepsCards: boolean
}

/** What travels with each call. `idempotencyKey` never changes between retries of one operation. */
export interface AcquirerCall {
  readonly operationId: string
  readonly idempotencyKey: string
  /** Total time for connect, request, answer and body, in milliseconds. */
  readonly timeoutMilliseconds: number
}

/** Three-valued, with `not_sent` apart: nothing can have happened there. `unknown` is never a decline. */
export type Outcome<T> =
  | { readonly kind: "ok"; readonly value: T; readonly evidence: Evidence }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly evidence: Evidence }
  | { readonly kind: "not_sent"; readonly cause: "unreachable" | "rate_limited" | "credentials" }
  | { readonly kind: "unknown"; readonly cause: UnknownCause; readonly evidence: Evidence }

export type UnknownCause =
  | "timeout"
  | "cut_off"
  | "server_error"
  | "unreadable"
  | "in_flight"
  | "unrecognised"
  | "mismatch"

/** Ids, statuses and codes kept with the operation; never a body, a token or card data. */
export interface Evidence {
  readonly status?: number
  readonly requestId?: string
  readonly code?: string
}

export interface PrepareRequest {
  readonly paymentId: string
  readonly amount: Pence
  readonly currency: Currency
  readonly captureMode: "automatic" | "manual"
  readonly description: string
  readonly language: Language
  /** Where the browser lands after card entry; the acquirer appends `entry`, `result` and the rest. */
  readonly returnUrl: string
  /** Where the bank's challenge posts its answer. */
  readonly challengeReturnUrl: string
  readonly expiresAt: Instant
  /** When the operation began, for acquirers that limit how long a card entry stays open. */
  readonly preparedAt?: Instant
  /** Absent: the card is entered for this payment alone, and is not kept. */
  readonly agreement?: AgreementStep
}

/**
 * A payment's part in an agreement of ours: the payee enters the card that is to be kept, or one that is kept already
 * is charged, with nobody present. No browser comes back then. A card that was forgotten is `refused(do_not_retry)`.
 */
export type AgreementStep =
  | { readonly step: "set_up"; readonly agreementId: string }
  | { readonly step: "charge"; readonly agreementId: string; readonly savedCard: string }

export interface Prepared {
  readonly acquirerPaymentId: string
  readonly handoff: Handoff
}

/**
 * What the card page needs. `direct_post`: our form's action and its secret. `redirect`: the acquirer's own page.
 * `saved_card`: there is no page, and `authorise` can be called at once.
 */
export type Handoff =
  | { readonly kind: "direct_post"; readonly action: string; readonly entrySecret: string }
  | { readonly kind: "redirect"; readonly url: string }
  | { readonly kind: "saved_card" }

export interface AuthoriseRequest {
  readonly acquirerPaymentId: string
  /** Null: the kept card that the payment was prepared with. */
  readonly token: string | null
  /** Asked for again so that an answer for another sum is caught as `unknown(mismatch)`. */
  readonly amount: Pence
  readonly currency: Currency
}

export interface CardSummary {
  readonly brand: string
  /** Null where the acquirer does not tell it. */
  readonly firstSix: string | null
  readonly lastFour: string
  /** `MM/YY`. */
  readonly expiry: string
}

/**
 * The acquirer's token of the card that a set-up payment has left to be charged: useless without the secret key, and
 * never a card number. Null for every other payment, and before the bank has said yes.
 */
export type SavedCard = string | null

export type Authorised =
  | {
      readonly status: "captured"
      readonly captured: Pence
      readonly card: CardSummary
      readonly savedCard: SavedCard
    }
  | {
      readonly status: "authorised"
      readonly expiresAt: Instant
      readonly card: CardSummary
      readonly savedCard: SavedCard
    }
  | { readonly status: "challenge"; readonly url: string; readonly card: CardSummary }

export interface CaptureRequest {
  readonly acquirerPaymentId: string
  readonly amount: Pence
}

export interface RefundRequest {
  readonly acquirerPaymentId: string
  readonly refundId: string
  readonly amount: Pence
}

export interface RefundSnapshot {
  readonly acquirerRefundId: string
  readonly refundId: string
  readonly amount: Pence
  readonly status: "pending" | "succeeded" | "failed"
}

export interface AcquirerSnapshot {
  readonly acquirerPaymentId: string
  /** Our payment id, as given to `prepare`. */
  readonly reference: string
  readonly status: "open" | "challenge" | "pending" | "authorised" | "captured" | "closed"
  readonly amount: Pence
  readonly currency: Currency
  readonly captured: Pence
  /** The page that waits for the payee: the bank's, or the acquirer's own while that is open. */
  readonly challengeUrl: string | null
  /** Why the bank last said no; null where it did not. */
  readonly lastRefusal: RefusalReason | null
  readonly card: CardSummary | null
  readonly savedCard: SavedCard
  readonly refunds: readonly RefundSnapshot[]
  readonly disputes: readonly DisputeSnapshot[]
}

/** After a page's cursor, or from a moment on. */
export type ChangesFrom = { readonly cursor: string } | { readonly since: Instant }

export interface ChangePage {
  readonly changes: readonly {
    readonly acquirerPaymentId: string
    /** Our payment id, as given to `prepare`. */
    readonly reference: string
    readonly at: Instant
  }[]
  /** Where to go on; null only where nothing ever changed. */
  readonly nextCursor: string | null
  /** False: more pages wait. */
  readonly complete: boolean
}

export interface ReferenceSearch {
  readonly paymentId: string
  readonly createdAfter: Instant
}

export interface ReferenceMatches {
  readonly snapshots: readonly AcquirerSnapshot[]
  readonly complete: boolean
}

/** The code of a refused `fetch`: the object exists, and was not made by us. */
export const notOurs = "not_ours"

export interface RawNotification {
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly receivedAt: Instant
}

export type NotificationReading =
  | {
      readonly ok: true
      readonly eventId: string
      readonly type: string
      readonly acquirerPaymentId: string | null
    }
  | { readonly ok: false; readonly problem: "unsigned" | "forged" | "too_old" | "too_new" | "unreadable" }
