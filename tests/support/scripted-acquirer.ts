import { instant } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"
import type {
  Acquirer,
  AcquirerCall,
  AcquirerSnapshot,
  Authorised,
  AuthoriseRequest,
  CaptureRequest,
  ChangePage,
  ChangesFrom,
  NotificationReading,
  Outcome,
  Prepared,
  PrepareRequest,
  RefundRequest,
  RefundSnapshot,
} from "#ports/acquirer.ts"
import type { SettlementDay } from "#ports/acquirer-books.ts"
import type { AnswerDisputeRequest, DisputeSnapshot } from "#ports/acquirer-disputes.ts"

const evidence = {}

/** The card that every scripted charge is made with. */
export const scriptedCard = { brand: "visa", firstSix: "424242", lastFour: "4242", expiry: "10/29" }

/**
 * An acquirer whose answers a test decides. It keeps what it was asked and what it charged, by idempotency key, so
 * that a replay has one effect, as at a real one.
 */
export class ScriptedAcquirer implements Acquirer {
  readonly name = "sandbox"
  readonly calls: { readonly operation: string; readonly call: AcquirerCall; readonly subject: string }[] = []
  /** Snapshots by acquirer payment id: what `fetch` answers. A test may overwrite them. */
  readonly payments = new Map<string, AcquirerSnapshot>()
  /** What the next authorisations answer instead of charging; the effect is the script's to make. */
  readonly script: ((request: AuthoriseRequest) => Outcome<Authorised> | Promise<Outcome<Authorised>>)[] = []
  /** What the next refunds answer instead of sending money back. */
  readonly refundScript: ((
    request: RefundRequest,
  ) => Outcome<RefundSnapshot> | Promise<Outcome<RefundSnapshot>>)[] = []
  /** What the next answers to disputes meet, instead of being taken. */
  readonly answerScript: ((
    request: AnswerDisputeRequest,
  ) => Outcome<DisputeSnapshot> | Promise<Outcome<DisputeSnapshot>>)[] = []
  /** What `listChanges` answers. */
  changes: ChangePage = { changes: [], nextCursor: null, complete: true }
  /** The books by day. */
  readonly settlements = new Map<string, SettlementDay>()
  /** Operations whose next answer is lost after its effect. */
  readonly lostAnswers = new Set<"capture">()
  /** What happens while the answers of the next fetches are on their way. */
  readonly onTheWay: (() => Promise<void>)[] = []
  /** Kept cards that were forgotten. */
  readonly forgotten = new Set<string>()
  /** While true, nothing can be reached. */
  down = false
  readonly #answers = new Map<string, Outcome<Authorised>>()
  readonly #setUps = new Set<string>()

  /** Where cards are entered: on our page, or on the acquirer's own. */
  entry: "direct_post" | "redirect" = "direct_post"

  capabilities() {
    return { entry: this.entry, origin: "https://acquirer.example", keepsCards: true }
  }

  async prepare(call: AcquirerCall, request: PrepareRequest): Promise<Outcome<Prepared>> {
    this.calls.push({ operation: "prepare", call, subject: request.paymentId })
    if (this.down) return { kind: "not_sent", cause: "unreachable" }
    const { agreement } = request
    const isCharge = agreement?.step === "charge"
    if (isCharge && this.forgotten.has(agreement.savedCard)) {
      return { kind: "refused", reason: "do_not_retry", evidence }
    }
    const acquirerPaymentId = `acq_${this.payments.size + 1}`
    if (agreement?.step === "set_up") this.#setUps.add(acquirerPaymentId)
    const url = `https://acquirer.example/pages/${acquirerPaymentId}`
    this.payments.set(acquirerPaymentId, {
      acquirerPaymentId,
      reference: request.paymentId,
      status: "open",
      amount: request.amount,
      currency: request.currency,
      captured: exactPence(0),
      challengeUrl: this.entry === "redirect" && !isCharge ? url : null,
      lastRefusal: null,
      card: null,
      savedCard: null,
      refunds: [],
      disputes: [],
    })
    const action = `https://acquirer.example/card-entries/${acquirerPaymentId}`
    const handoff: Prepared["handoff"] =
      this.entry === "redirect"
        ? { kind: "redirect", url }
        : { kind: "direct_post", action, entrySecret: "entry-secret" }
    const value = { acquirerPaymentId, handoff: isCharge ? ({ kind: "saved_card" } as const) : handoff }
    return { kind: "ok", value, evidence }
  }

  async authorise(call: AcquirerCall, request: AuthoriseRequest): Promise<Outcome<Authorised>> {
    this.calls.push({ operation: "authorise", call, subject: request.acquirerPaymentId })
    if (this.down) return { kind: "not_sent", cause: "unreachable" }
    const before = this.#answers.get(call.idempotencyKey)
    if (before) return before
    const scripted = this.script.shift()
    const answer = scripted ? await scripted(request) : this.charge(request)
    if (answer.kind === "ok" || answer.kind === "refused") this.#answers.set(call.idempotencyKey, answer)
    return answer
  }

  /** Takes the money and answers so. */
  charge({ acquirerPaymentId, amount: captured }: AuthoriseRequest): Outcome<Authorised> {
    const savedCard = this.#savedCardOf(acquirerPaymentId)
    this.change(acquirerPaymentId, { status: "captured", captured, card: scriptedCard, savedCard })
    return { kind: "ok", value: { status: "captured", captured, card: scriptedCard, savedCard }, evidence }
  }

  /** The card that a payment leaves behind, where it sets an agreement up. */
  #savedCardOf(acquirerPaymentId: string): string | null {
    return this.#setUps.has(acquirerPaymentId) ? `card_${acquirerPaymentId}` : null
  }

  async forgetCard(call: AcquirerCall, savedCard: string) {
    this.calls.push({ operation: "forget_card", call, subject: savedCard })
    if (this.down) return { kind: "not_sent" as const, cause: "unreachable" as const }
    this.forgotten.add(savedCard)
    return { kind: "ok" as const, value: { forgotten: true as const }, evidence }
  }

  /** Changes what `fetch` will say of a payment. */
  change(acquirerPaymentId: string, change: Partial<AcquirerSnapshot>): void {
    const before = this.payments.get(acquirerPaymentId)
    if (!before) throw new Error(`no such payment: ${acquirerPaymentId}`)
    this.payments.set(acquirerPaymentId, { ...before, ...change })
  }

  /** Reserves the money and answers so. */
  reserve(request: AuthoriseRequest): Outcome<Authorised> {
    const savedCard = this.#savedCardOf(request.acquirerPaymentId)
    this.change(request.acquirerPaymentId, { status: "authorised", card: scriptedCard, savedCard })
    const expiresAt = instant(Date.UTC(2026, 10, 29))
    return { kind: "ok", value: { status: "authorised", expiresAt, card: scriptedCard, savedCard }, evidence }
  }

  async capture(call: AcquirerCall, request: CaptureRequest): Promise<Outcome<{ readonly captured: Pence }>> {
    this.calls.push({ operation: "capture", call, subject: request.acquirerPaymentId })
    if (this.down) return { kind: "not_sent", cause: "unreachable" }
    if (this.payments.get(request.acquirerPaymentId)?.status !== "authorised") {
      return { kind: "refused", reason: "not_possible", evidence }
    }
    this.change(request.acquirerPaymentId, { status: "captured", captured: request.amount })
    const lost = this.lostAnswers.delete("capture")
    if (lost) return { kind: "unknown", cause: "timeout", evidence }
    return { kind: "ok", value: { captured: request.amount }, evidence }
  }

  async void(call: AcquirerCall, acquirerPaymentId: string) {
    this.calls.push({ operation: "void", call, subject: acquirerPaymentId })
    if (this.down) return { kind: "not_sent" as const, cause: "unreachable" as const }
    if (this.payments.get(acquirerPaymentId)?.status === "captured") {
      return { kind: "refused" as const, reason: "not_possible" as const, evidence }
    }
    this.change(acquirerPaymentId, { status: "closed" })
    return { kind: "ok" as const, value: { voided: true as const }, evidence }
  }

  async refund(call: AcquirerCall, request: RefundRequest): Promise<Outcome<RefundSnapshot>> {
    this.calls.push({ operation: "refund", call, subject: request.refundId })
    if (this.down) return { kind: "not_sent", cause: "unreachable" }
    const payment = this.payments.get(request.acquirerPaymentId)
    const made = payment?.refunds.find(({ refundId }) => refundId === request.refundId)
    if (made) return { kind: "ok", value: made, evidence }
    const scripted = this.refundScript.shift()
    if (scripted) return scripted(request)
    return this.sendBack(request, "succeeded")
  }

  /** Sends money back and answers so; refused beyond what was captured. */
  sendBack(request: RefundRequest, status: RefundSnapshot["status"]): Outcome<RefundSnapshot> {
    const payment = this.payments.get(request.acquirerPaymentId)
    const before = payment?.refunds ?? []
    const sum = before.reduce((total, { amount, status }) => total + (status === "failed" ? 0 : amount), 0)
    if (!payment || sum + request.amount > payment.captured) {
      return { kind: "refused", reason: "not_possible", evidence }
    }
    const { refundId, amount } = request
    const made = { acquirerRefundId: `ref_${refundId}`, refundId, amount, status }
    this.change(request.acquirerPaymentId, { refunds: [...before, made] })
    return { kind: "ok", value: made, evidence }
  }

  async answerDispute(call: AcquirerCall, request: AnswerDisputeRequest): Promise<Outcome<DisputeSnapshot>> {
    this.calls.push({ operation: "answer_dispute", call, subject: request.acquirerDisputeId })
    if (this.down) return { kind: "not_sent", cause: "unreachable" }
    const scripted = this.answerScript.shift()
    if (scripted) return await scripted(request)
    return this.takeAnswer(request, request.answer.kind === "acceptance" ? "lost" : "under_review")
  }

  /** Takes an answer while one is awaited, and says so; what has the same key has the same answer. */
  takeAnswer(request: AnswerDisputeRequest, status: DisputeSnapshot["status"]): Outcome<DisputeSnapshot> {
    const disputes = this.payments.get(request.acquirerPaymentId)?.disputes ?? []
    const one = disputes.find(({ acquirerDisputeId }) => acquirerDisputeId === request.acquirerDisputeId)
    if (one?.status !== "needs_response") return { kind: "refused", reason: "not_possible", evidence }
    const value = { ...one, status }
    this.change(request.acquirerPaymentId, { disputes: disputes.map((it) => (it === one ? value : it)) })
    return { kind: "ok", value, evidence }
  }

  async fetch(call: AcquirerCall, acquirerPaymentId: string): Promise<Outcome<AcquirerSnapshot>> {
    this.calls.push({ operation: "fetch", call, subject: acquirerPaymentId })
    if (this.down) return { kind: "not_sent", cause: "unreachable" }
    const value = this.payments.get(acquirerPaymentId)
    await this.onTheWay.shift()?.()
    return value ? { kind: "ok", value, evidence } : { kind: "refused", reason: "not_possible", evidence }
  }

  async findByReference() {
    return {
      kind: "ok" as const,
      value: { snapshots: [...this.payments.values()], complete: true },
      evidence,
    }
  }

  async listChanges(call: AcquirerCall, from: ChangesFrom): Promise<Outcome<ChangePage>> {
    this.calls.push({ operation: "list_changes", call, subject: JSON.stringify(from) })
    if (this.down) return { kind: "not_sent", cause: "unreachable" }
    return { kind: "ok", value: this.changes, evidence }
  }

  async listSettlements(call: AcquirerCall, day: string): Promise<Outcome<SettlementDay>> {
    this.calls.push({ operation: "list_settlements", call, subject: day })
    if (this.down) return { kind: "not_sent", cause: "unreachable" }
    const value = this.settlements.get(day) ?? { day, lines: [], payouts: [], complete: true }
    return { kind: "ok", value, evidence }
  }

  readNotification(): NotificationReading {
    return { ok: false, problem: "unsigned" }
  }
}
