import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import type {
  AcquirerCapabilities,
  AcquirerSnapshot,
  Authorised,
  AuthoriseRequest,
  CaptureRequest,
  ChangePage,
  Prepared,
  PrepareRequest,
  RefundRequest,
  RefundSnapshot,
} from "#ports/acquirer.ts"
import { AcquirerCards, savedCardOf } from "./acquirer-cards.ts"
import type { Decided } from "./acquirer-keys.ts"
import { AcquirerKeys, accept, notPossible, refuse } from "./acquirer-keys.ts"
import type { AcquirerPage } from "./acquirer-page.ts"
import { handoffOf, lingerMilliseconds, newPage, soonest, unaliased } from "./acquirer-page.ts"
import type { AcquirerPayment, Announcement, BankAnswer, CardScenario, Effect } from "./acquirer-payment.ts"
import {
  simulatedCard as card,
  challengeUrl,
  newAcquirerPayment,
  returned,
  snapshotOf,
} from "./acquirer-payment.ts"

const authorisationLifeMilliseconds = 7 * 24 * hourMilliseconds

/** The acquirer's own books, in memory. They never fail and never lose anything; the way to them does. */
export class AcquirerBooks {
  readonly payments = new Map<string, AcquirerPayment>()
  readonly effects: Effect[] = []
  readonly announcements: Announcement[] = []
  readonly changes: ChangePage["changes"][number][] = []
  readonly keys: AcquirerKeys
  readonly cards = new AcquirerCards(this.payments)
  readonly #now: () => Instant
  readonly #mark: string
  readonly #entry: AcquirerCapabilities["entry"]
  #count = 0

  /** `mark` is in every id: no two seeds share one. */
  constructor(now: () => Instant, mark: string, entry: AcquirerCapabilities["entry"]) {
    this.#now = now
    this.#mark = mark
    this.#entry = entry
    this.keys = new AcquirerKeys(now)
  }

  prepare(key: string, request: PrepareRequest): Decided<Prepared> {
    return this.keys.once(key, request, () => {
      const refusal = this.cards.refusalOf(request.agreement)
      if (refusal !== null) return refusal
      const id = this.fresh("acq")
      const page = this.#entry === "redirect" ? newPage({ id, alias: this.fresh("alias") }, request) : null
      const payment = newAcquirerPayment(id, request, page)
      this.payments.set(id, payment)
      return accept({ acquirerPaymentId: id, handoff: handoffOf(payment) })
    })
  }

  /** The browser enters a card. Null where none can be entered any more. */
  enterCard(acquirerPaymentId: string, scenario: CardScenario): string | null {
    if (this.find(acquirerPaymentId)?.status !== "open") return null
    const token = this.fresh("tok")
    this.cards.enter(token, acquirerPaymentId, scenario)
    return token
  }

  /** The payee pays on the acquirer's own page. Null where nothing can be paid there any more. */
  payOnPage(acquirerPaymentId: string, scenario: CardScenario): Decided<Authorised> | null {
    const payment = this.find(acquirerPaymentId)
    if (payment?.status !== "open" || payment.page === null) return null
    return this.#charge(payment, scenario, this.fresh("page"))
  }

  authorise(key: string, request: AuthoriseRequest): Decided<Authorised> {
    return this.keys.once(key, request, () => {
      const payment = this.find(request.acquirerPaymentId)
      if (payment?.status !== "open") return notPossible
      if (request.amount !== payment.request.amount) return refuse("configuration")
      const scenario = this.cards.use(payment, request.token)
      if ("kind" in scenario) return scenario
      return this.#charge(payment, scenario, key)
    })
  }

  capture(key: string, request: CaptureRequest): Decided<{ readonly captured: Pence }> {
    return this.keys.once(key, request, () => {
      const payment = this.find(request.acquirerPaymentId)
      if (payment?.status !== "authorised") return notPossible
      this.#take(payment, request.amount, { key, kind: "capture" })
      return accept({ captured: request.amount })
    })
  }

  void(key: string, acquirerPaymentId: string): Decided<{ readonly voided: true }> {
    return this.keys.once(key, { acquirerPaymentId }, () => {
      const payment = this.find(acquirerPaymentId)
      if (!payment || payment.status === "captured") return notPossible
      if (payment.status === "pending" && !payment.page?.isShut) return notPossible
      if (payment.page !== null && payment.status === "open") payment.page.end = "voided"
      if (payment.status !== "closed") this.#close(payment, key)
      return accept({ voided: true })
    })
  }

  refund(key: string, request: RefundRequest): Decided<RefundSnapshot> {
    return this.keys.once(key, request, () => {
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
    const payment = this.find(unaliased(this.payments, acquirerPaymentId))
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
    const alias = payment.page?.alias ?? null
    const acquirerPaymentId = payment.id
    this.announcements.push({ eventId: this.fresh("ntf"), type, acquirerPaymentId, alias, body: null })
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

  #charge(payment: AcquirerPayment, scenario: CardScenario, key: string): Decided<Authorised> {
    payment.scenario = scenario
    payment.chargeKey = key
    if (scenario.first === "answer") return this.#answer(payment, scenario.bank)
    payment.status = scenario.first
    if (scenario.first === "pending") return { kind: "unknown", cause: "in_flight", evidence: {} }
    payment.lapsesAt = soonest(later(this.#now(), scenario.patience), payment.page?.expiresAt)
    this.announce(payment, "payment.challenge")
    return accept({ status: "challenge", url: challengeUrl(payment), card })
  }

  #answer(payment: AcquirerPayment, answer: BankAnswer): Decided<Authorised> {
    if (answer.kind === "refuse") {
      payment.lastRefusal = answer.reason
      payment.status = payment.page === null || payment.page.isShut ? "closed" : "open"
      if (payment.page !== null) payment.lapsesAt = payment.page.expiresAt
      this.announce(payment, "payment.declined")
      return refuse(answer.reason)
    }
    const { amount, captureMode } = payment.request
    if (captureMode === "automatic" && !payment.scenario?.reservesFirst) {
      this.#take(payment, amount, { key: payment.chargeKey, kind: "charge" })
      return accept({ status: "captured", captured: amount, card, savedCard: savedCardOf(payment) })
    }
    payment.status = "authorised"
    payment.lapsesAt = later(this.#now(), authorisationLifeMilliseconds)
    this.effects.push({ key: payment.chargeKey, kind: "reserve", acquirerPaymentId: payment.id, amount })
    this.announce(payment, "payment.authorised")
    const expiresAt = payment.lapsesAt
    return accept({ status: "authorised", expiresAt, card, savedCard: savedCardOf(payment) })
  }

  #lapse(payment: AcquirerPayment): void {
    const { page, status } = payment
    const isPageOver = page !== null && page.expiresAt <= this.#now()
    if (isPageOver && status === "open") page.end = "expired"
    if (isPageOver && status === "challenge") this.#shut(payment, page)
    else if (status === "challenge")
      this.#answer(payment, { kind: "refuse", reason: "authentication_failed" })
    const isDone = status === "pending" && page?.isShut
    if (status === "open" || status === "authorised" || isDone) this.#close(payment, `lapse:${payment.id}`)
  }

  /** The page is gone, and its payee stands before the bank: for some minutes the bank may still say yes. */
  #shut(payment: AcquirerPayment, page: AcquirerPage): void {
    page.isShut = true
    payment.status = "pending"
    payment.lapsesAt = later(this.#now(), lingerMilliseconds)
    this.announce(payment, "page.expired")
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
}
