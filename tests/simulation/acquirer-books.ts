import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type {
  AcquirerSnapshot,
  Authorised,
  AuthoriseRequest,
  CaptureRequest,
  ChangePage,
  Outcome,
  Prepared,
  PrepareRequest,
  RefundRequest,
  RefundSnapshot,
} from "#ports/acquirer.ts"
import type { AcquirerPayment, Announcement, BankAnswer, CardScenario, Effect } from "./acquirer-payment.ts"
import {
  simulatedCard as card,
  challengeUrl,
  newAcquirerPayment,
  returned,
  snapshotOf,
} from "./acquirer-payment.ts"

/** What the acquirer answers where nothing on the way goes wrong. `unknown`: the bank has not answered it either. */
export type Decided<T> = Exclude<Outcome<T>, { kind: "not_sent" }>

const keyLifeMilliseconds = 24 * hourMilliseconds
const authorisationLifeMilliseconds = 7 * 24 * hourMilliseconds
const evidence = {}

/**
 * The acquirer's own books, in memory: payments, keys, effects and what it would announce. It never fails and never
 * loses anything; the way to it does.
 */
export class AcquirerBooks {
  readonly payments = new Map<string, AcquirerPayment>()
  readonly effects: Effect[] = []
  readonly announcements: Announcement[] = []
  readonly changes: ChangePage["changes"][number][] = []
  readonly #keys = new Map<string, { fingerprint: string; answer: Decided<unknown>; at: Instant }>()
  readonly #tokens = new Map<string, { acquirerPaymentId: string; scenario: CardScenario; used: boolean }>()
  readonly #now: () => Instant
  readonly #mark: string
  #count = 0

  /** `mark` is part of every id, so that no two seeds share one. */
  constructor(now: () => Instant, mark: string) {
    this.#now = now
    this.#mark = mark
  }

  prepare(key: string, request: PrepareRequest): Decided<Prepared> {
    return this.#once(key, request, () => {
      const id = this.fresh("acq")
      this.payments.set(id, newAcquirerPayment(id, request))
      const action = `https://acquirer.example/card-entries/${id}`
      return accept({
        acquirerPaymentId: id,
        handoff: { kind: "direct_post", action, entrySecret: "secret" },
      })
    })
  }

  /** The browser enters a card. Null where none can be entered any more. */
  enterCard(acquirerPaymentId: string, scenario: CardScenario): string | null {
    if (this.find(acquirerPaymentId)?.status !== "open") return null
    const token = this.fresh("tok")
    this.#tokens.set(token, { acquirerPaymentId, scenario, used: false })
    return token
  }

  authorise(key: string, request: AuthoriseRequest): Decided<Authorised> {
    return this.#once(key, request, () => {
      const payment = this.find(request.acquirerPaymentId)
      if (payment?.status !== "open") return notPossible
      if (request.amount !== payment.request.amount) return refuse("configuration")
      const token = this.#tokens.get(request.token)
      if (!token || token.used || token.acquirerPaymentId !== payment.id) return notPossible
      token.used = true
      payment.scenario = token.scenario
      payment.chargeKey = key
      return this.#charge(payment, token.scenario)
    })
  }

  capture(key: string, request: CaptureRequest): Decided<{ readonly captured: Pence }> {
    return this.#once(key, request, () => {
      const payment = this.find(request.acquirerPaymentId)
      if (payment?.status !== "authorised") return notPossible
      this.#take(payment, request.amount, { key, kind: "capture" })
      return accept({ captured: request.amount })
    })
  }

  void(key: string, acquirerPaymentId: string): Decided<{ readonly voided: true }> {
    return this.#once(key, { acquirerPaymentId }, () => {
      const payment = this.find(acquirerPaymentId)
      if (!payment || payment.status === "captured" || payment.status === "pending") return notPossible
      if (payment.status !== "closed") this.#close(payment, key)
      return accept({ voided: true })
    })
  }

  refund(key: string, request: RefundRequest): Decided<RefundSnapshot> {
    return this.#once(key, request, () => {
      const payment = this.find(request.acquirerPaymentId)
      if (payment?.status !== "captured") return notPossible
      const same = payment.refunds.find(({ refundId }) => refundId === request.refundId)
      if (same) return same.amount === request.amount ? accept(same) : notPossible
      if (returned(payment) + request.amount > payment.captured) return notPossible
      const status = payment.scenario?.refund === "pending_then_succeeds" ? "pending" : "succeeded"
      const { refundId, amount } = request
      const refund: RefundSnapshot = { acquirerRefundId: this.fresh("ref"), refundId, amount, status }
      payment.refunds.push(refund)
      this.effects.push({ key, kind: "refund", acquirerPaymentId: payment.id, amount })
      this.announce(payment, `refund.${status}`)
      return accept(refund)
    })
  }

  snapshot(acquirerPaymentId: string): Decided<AcquirerSnapshot> {
    const payment = this.find(acquirerPaymentId)
    return payment ? accept(snapshotOf(payment)) : notPossible
  }

  /** Time closes what nobody ends: card entries, questions of the bank, authorisations. */
  lapse(): void {
    for (const id of this.payments.keys()) this.find(id)
  }

  /** The payment as time has left it. */
  find(acquirerPaymentId: string): AcquirerPayment | null {
    const payment = this.payments.get(acquirerPaymentId) ?? null
    if (payment !== null && payment.lapsesAt <= this.#now()) this.#lapse(payment)
    return payment
  }

  /** Answers what the bank asked the payee, or what it took its time about. */
  decide(acquirerPaymentId: string, answer: BankAnswer): void {
    const payment = this.find(acquirerPaymentId)
    if (payment?.status === "challenge" || payment?.status === "pending") this.#answer(payment, answer)
  }

  /** Somebody of the buyer's takes reserved money on the acquirer's own pages. */
  captureByHand(acquirerPaymentId: string): void {
    const payment = this.find(acquirerPaymentId)
    if (payment?.status !== "authorised") return
    this.#take(payment, payment.request.amount, { key: `by hand:${payment.id}`, kind: "capture" })
  }

  /** The acquirer's people end what is open or reserved. */
  endByHand(acquirerPaymentId: string): void {
    const payment = this.find(acquirerPaymentId)
    if (payment && payment.status !== "captured" && payment.status !== "closed") {
      this.#close(payment, `by hand:${payment.id}`)
    }
  }

  /** A change that the acquirer lists, and wants to tell of. */
  announce(payment: AcquirerPayment, type: string): void {
    this.announcements.push({ eventId: this.fresh("ntf"), type, acquirerPaymentId: payment.id })
    this.changes.push({
      acquirerPaymentId: payment.id,
      reference: payment.request.paymentId,
      at: this.#now(),
    })
  }

  /** A new id of the acquirer's. */
  fresh(kind: string): string {
    this.#count += 1
    return `${kind}_${this.#mark}_${this.#count}`
  }

  #charge(payment: AcquirerPayment, scenario: CardScenario): Decided<Authorised> {
    if (scenario.first === "answer") return this.#answer(payment, scenario.bank)
    payment.status = scenario.first
    if (scenario.first === "pending") return { kind: "unknown", cause: "in_flight", evidence }
    payment.lapsesAt = later(this.#now(), scenario.patience)
    this.announce(payment, "payment.challenge")
    return accept({ status: "challenge", url: challengeUrl(payment), card })
  }

  #answer(payment: AcquirerPayment, answer: BankAnswer): Decided<Authorised> {
    if (answer.kind === "refuse") {
      payment.lastRefusal = answer.reason
      payment.status = "closed"
      this.announce(payment, "payment.declined")
      return refuse(answer.reason)
    }
    const { amount, captureMode } = payment.request
    if (captureMode === "automatic" && !payment.scenario?.reservesFirst) {
      this.#take(payment, amount, { key: payment.chargeKey, kind: "charge" })
      return accept({ status: "captured", captured: amount, card })
    }
    payment.status = "authorised"
    payment.lapsesAt = later(this.#now(), authorisationLifeMilliseconds)
    this.effects.push({ key: payment.chargeKey, kind: "reserve", acquirerPaymentId: payment.id, amount })
    this.announce(payment, "payment.authorised")
    return accept({ status: "authorised", expiresAt: payment.lapsesAt, card })
  }

  #lapse(payment: AcquirerPayment): void {
    const { status } = payment
    if (status === "challenge") this.#answer(payment, { kind: "refuse", reason: "authentication_failed" })
    if (status === "open" || status === "authorised") this.#close(payment, `lapse:${payment.id}`)
  }

  #take(payment: AcquirerPayment, amount: Pence, effect: Pick<Effect, "key" | "kind">): void {
    payment.status = "captured"
    payment.captured = amount
    this.effects.push({ ...effect, acquirerPaymentId: payment.id, amount })
    this.announce(payment, "payment.captured")
  }

  #close(payment: AcquirerPayment, key: string): void {
    if (payment.status === "authorised") {
      const { amount } = payment.request
      this.effects.push({ key, kind: "release", acquirerPaymentId: payment.id, amount })
    }
    payment.status = "closed"
    this.announce(payment, "payment.closed")
  }

  /** One effect a key, as long as keys are kept; the same key with another request is a bug of ours. */
  #once<T>(key: string, request: object, effect: () => Decided<T>): Decided<T> {
    const fingerprint = JSON.stringify(request)
    const known = this.#keys.get(key)
    if (known && this.#now() - known.at < keyLifeMilliseconds) {
      if (known.fingerprint !== fingerprint) throw new Error(`an idempotency key for another request: ${key}`)
      return known.answer as Decided<T>
    }
    const answer = effect()
    this.#keys.set(key, { fingerprint, answer, at: this.#now() })
    return answer
  }
}

/** What was asked, done. */
export function accept<T>(value: T): Decided<T> {
  return { kind: "ok", value, evidence }
}

function refuse(reason: RefusalReason): Decided<never> {
  return { kind: "refused", reason, evidence }
}

const notPossible = refuse("not_possible")
