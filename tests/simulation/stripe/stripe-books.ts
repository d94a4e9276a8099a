import type { Instant } from "#domain/instant.ts"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { statusAt } from "#sandbox-acquirer/payments/payment.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import type { DisputeRow, NotificationRow, PaymentRow, RefundRow } from "#sandbox-acquirer/store/rows.ts"
import type { StripePaymentRow } from "#sandbox-acquirer/stripe/stripe-payment.ts"
import type { AcquirerPage } from "#tests/simulation/acquirer-page.ts"
import type { AcquirerPayment, Announcement, Effect } from "#tests/simulation/acquirer-payment.ts"
import { scenarioFrom } from "./card-of-scenario.ts"

type EventRow = NotificationRow & { readonly seq: string }

interface EffectRow {
  readonly id: string
  readonly kind: Effect["kind"]
  readonly payment_id: string
  readonly idempotency_key: string | null
  readonly amount: number
}

interface Rows {
  readonly payments: readonly PaymentRow[]
  readonly faces: readonly StripePaymentRow[]
  readonly refunds: readonly RefundRow[]
  readonly disputes: readonly DisputeRow[]
  readonly effects: readonly EffectRow[]
}

/** The sandbox's tables as the simulation reads them: sessions are payments. It only looks. */
export class StripeBooks {
  readonly announcements: Announcement[] = []
  /** The newest event that a list of changes tells of. */
  newestChange: string | null = null
  readonly #sql: Database
  readonly #now: () => Instant
  /** Types of the events that a list of changes tells of. */
  readonly #changeTypes: ReadonlySet<string>
  readonly #pages = new Map<string, AcquirerPage>()
  #rows: Rows = { payments: [], faces: [], refunds: [], disputes: [], effects: [] }
  #seen = 0

  constructor(sql: Database, now: () => Instant, changeTypes: readonly string[]) {
    this.#sql = sql
    this.#now = now
    this.#changeTypes = new Set(changeTypes)
  }

  /** Looks again: something may have changed. */
  async look(): Promise<void> {
    const sql = this.#sql
    const [payments, faces, refunds, disputes, effects, events] = await Promise.all([
      sql<PaymentRow[]>`SELECT * FROM payment ORDER BY created_at, id`,
      sql<StripePaymentRow[]>`SELECT * FROM stripe_payment`,
      sql<RefundRow[]>`SELECT * FROM refund ORDER BY created_at, id`,
      sql<DisputeRow[]>`SELECT * FROM dispute ORDER BY opened_at, id`,
      sql<EffectRow[]>`SELECT * FROM effect ORDER BY occurred_at, id`,
      sql<EventRow[]>`SELECT * FROM notification WHERE seq > ${this.#seen} ORDER BY seq`,
    ])
    this.#rows = { payments, faces, refunds, disputes, effects }
    for (const event of events) this.#hear(event)
  }

  /** As they stand at this moment, by their sessions. */
  get payments(): ReadonlyMap<string, AcquirerPayment> {
    const all = this.#rows.payments.flatMap((row) => {
      const face = this.#faceOf(row.id)
      return face === null ? [] : [this.#paymentOf(row, face)]
    })
    return new Map(all.map((payment) => [payment.id, payment]))
  }

  get effects(): readonly Effect[] {
    return this.#rows.effects.map(({ id, kind, payment_id, idempotency_key, amount }) => ({
      key: idempotency_key ?? id,
      kind,
      acquirerPaymentId: this.#faceOf(payment_id)?.session_id ?? "",
      amount: exactPence(amount),
    }))
  }

  /** When time next brings something. */
  get dueAt(): Instant | null {
    const { payments, refunds } = this.#rows
    const times = [
      ...payments.flatMap((one) => [
        one.status === "open" || one.status === "challenge" ? one.expires_at : null,
        one.status === "authorised" ? one.authorised_until : null,
        one.refuse_at,
        one.dispute_at,
      ]),
      ...refunds.map(({ next_at }) => next_at),
    ].flatMap((at) => (at === null ? [] : [at.getTime()]))
    return times.length === 0 ? null : instant(Math.min(...times))
  }

  /** The session that an id in a path belongs to, and our payment; null where it names none. */
  ownerOf(id: string): { readonly sessionId: string; readonly paymentId: string } | null {
    const face = this.#rows.faces.find(({ session_id, intent_id }) => session_id === id || intent_id === id)
    const row = this.#rows.payments.find((one) => one.id === face?.payment_id)
    return row && face?.session_id ? { sessionId: face.session_id, paymentId: row.reference } : null
  }

  #faceOf(paymentId: string): (StripePaymentRow & { readonly session_id: string }) | null {
    const face = this.#rows.faces.find(({ payment_id }) => payment_id === paymentId)
    return face?.session_id ? { ...face, session_id: face.session_id } : null
  }

  #hear({ seq, id, type, body, payment_id, created_at }: EventRow): void {
    this.#seen = Number(seq)
    const face = payment_id === null ? null : this.#faceOf(payment_id)
    const isAboutSession = type.startsWith("checkout.session.")
    this.announcements.push({
      eventId: id,
      type,
      acquirerPaymentId: face?.session_id ?? "",
      alias: isAboutSession ? null : (face?.intent_id ?? null),
      body,
    })
    if (this.#changeTypes.has(type)) this.newestChange = id
    const page = face && this.#pageOf(face)
    if (page && type === "checkout.session.expired") {
      page.end = created_at.getTime() >= page.expiresAt ? "expired" : "voided"
    }
  }

  #pageOf(face: StripePaymentRow & { readonly session_id: string }): AcquirerPage | null {
    const known = this.#pages.get(face.session_id)
    const row = this.#rows.payments.find(({ id }) => id === face.payment_id)
    if (known || !row) return known ?? null
    const page: AcquirerPage = {
      url: `${face.origin}/c/pay/${face.session_id}`,
      alias: face.intent_id,
      expiresAt: instant(row.expires_at.getTime()),
      isKnown: false,
      isShut: false,
      end: null,
    }
    this.#pages.set(face.session_id, page)
    return page
  }

  #paymentOf(row: PaymentRow, face: StripePaymentRow & { readonly session_id: string }): AcquirerPayment {
    const status = statusAt(row, new Date(this.#now()))
    const { refunds, disputes } = this.#rows
    return {
      id: face.session_id,
      request: requestOf(row),
      // Refused after its page was over, it waits for a card that can never come.
      status: status === "open" && face.completed_at !== null ? "closed" : status,
      captured: exactPence(row.captured),
      lastRefusal: null,
      scenario: scenarioFrom(row.scenario),
      lapsesAt: instant(row.expires_at.getTime()),
      chargeKey: "",
      refunds: refunds.filter(({ payment_id }) => payment_id === row.id).map(refundOf),
      disputes: disputes.filter(({ payment_id }) => payment_id === row.id).map(disputeOf),
      page: this.#pageOf(face),
    }
  }
}

function requestOf(row: PaymentRow): AcquirerPayment["request"] {
  return {
    paymentId: row.reference,
    amount: exactPence(row.amount),
    currency: "GBP",
    captureMode: row.capture_mode,
    description: row.description,
    language: row.language,
    returnUrl: row.return_url,
    challengeReturnUrl: row.challenge_return_url,
    expiresAt: instant(row.expires_at.getTime()),
  }
}

function refundOf({ id, amount, status, metadata }: RefundRow): AcquirerPayment["refunds"][number] {
  return {
    acquirerRefundId: id,
    refundId: metadata["refund_id"] ?? id,
    amount: exactPence(amount),
    status,
  }
}

function disputeOf({
  id,
  amount,
  reason,
  status,
  opened_at,
}: DisputeRow): AcquirerPayment["disputes"][number] {
  return {
    acquirerDisputeId: id,
    amount: exactPence(amount),
    reason,
    status,
    evidenceDueAt: null,
    openedAt: instant(opened_at.getTime()),
  }
}
