import type { Instant, Language } from "#domain/instant.ts"
import { hourMilliseconds, later, minuteMilliseconds } from "#domain/instant.ts"
import type { Currency, Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import type { Mode, Service } from "#domain/services/service.ts"

/** How long a payee has to pay (payments-api: expire). */
export const paymentLifeMilliseconds = 90 * minuteMilliseconds

/** What one press of "Get more time" gives. */
export const extraTimeMilliseconds = 24 * hourMilliseconds

/** The longest that presses for more time keep a payment open, and one whose price depends on the day. */
export const longestLifeMilliseconds = {
  usual: 7 * 24 * hourMilliseconds,
  dated: 24 * hourMilliseconds,
} as const

/** Cards tried on one payment before it is declined for good: more would help card testers only. */
export const maxAttempts = 5

/** Scalar values a buyer attaches to a payment; at most 15 pairs. */
export type Metadata = Readonly<Record<string, string | number | boolean>>

/** What is kept of a card: never the number, never the security code. */
export interface Card {
  readonly brand: string
  /** Null where the acquirer does not tell it. */
  readonly firstSix: string | null
  readonly lastFour: string
  /** `MM/YY`. */
  readonly expiry: string
}

export interface PrefilledCardholder {
  readonly cardholderName?: string
  readonly billingAddress?: {
    readonly line1?: string
    readonly line2?: string
    readonly city?: string
    readonly postcode?: string
    readonly country?: string
  }
}

/** One payment as it stands. Only `recordTransition` changes it. */
export interface Payment {
  readonly id: string
  readonly buyerId: string
  readonly serviceId: string
  readonly mode: Mode
  readonly acquirer: string
  readonly state: PaymentState
  /** Rises by one with every recorded event. */
  readonly version: number
  /** Webhook events told so far: the next one's sequence is one more. */
  readonly notices: number
  readonly amount: Pence
  readonly authorised: Pence
  readonly captured: Pence
  readonly refundReserved: Pence
  readonly refunded: Pence
  readonly currency: Currency
  readonly reference: string
  readonly description: string
  readonly language: Language
  /** Made by the buyer's server, or by the payee on a payment page. */
  readonly origin: "api" | "page"
  readonly returnUrl: string
  readonly email: string | null
  readonly metadata: Metadata | null
  readonly prefilledCardholder: PrefilledCardholder | null
  readonly delayedCapture: boolean
  readonly moto: boolean
  /** Cards submitted so far. */
  readonly attempts: number
  readonly lastRefusal: RefusalReason | null
  readonly challenged: boolean
  readonly card: Card | null
  readonly basketId: string | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly capturedAt: Instant | null
}

/** What decides a new payment. Everything here is checked: by the contract (API) or the amount rule (page). */
export interface NewPayment {
  readonly amount: Pence
  readonly reference: string
  readonly description: string
  readonly language: Language
  readonly origin: Payment["origin"]
  readonly returnUrl: string
  readonly email: string | null
  readonly metadata: Metadata | null
  readonly prefilledCardholder: PrefilledCardholder | null
  readonly delayedCapture: boolean
  readonly moto: boolean
  readonly basketId: string | null
}

/** A payment as it is born: `created`, nothing taken. */
export function newPayment(
  request: NewPayment,
  born: {
    readonly id: string
    readonly at: Instant
    readonly service: Pick<Service, "id" | "buyerId" | "mode">
    readonly acquirer: string
  },
): Payment {
  const nothing = exactPence(0)
  return {
    ...request,
    id: born.id,
    buyerId: born.service.buyerId,
    serviceId: born.service.id,
    mode: born.service.mode,
    acquirer: born.acquirer,
    state: "created",
    version: 1,
    notices: 0,
    authorised: nothing,
    captured: nothing,
    refundReserved: nothing,
    refunded: nothing,
    currency: "GBP",
    attempts: 0,
    lastRefusal: null,
    challenged: false,
    card: null,
    createdAt: born.at,
    expiresAt: later(born.at, paymentLifeMilliseconds),
    capturedAt: null,
  }
}
