import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import type {
  Acquirer,
  AcquirerCall,
  Authorised,
  AuthoriseRequest,
  Handoff,
  Outcome,
  Prepared,
  PrepareRequest,
} from "#ports/acquirer.ts"
import type { AnswerDisputeRequest, DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import { type Connection, exchange, type WireReply } from "./exchange.ts"
import { changePageOf, changesReply, settlementDayOf, settlementsReply } from "./listings.ts"
import { readSandboxNotification } from "./notification.ts"
import { outcomeOf, take } from "./outcome.ts"
import {
  disputeOf,
  disputeReply,
  forgottenReply,
  type PaymentReply,
  type PreparedReply,
  paymentReply,
  preparedReply,
  refundOf,
  refundReply,
  searchReply,
  snapshotOf,
} from "./replies.ts"

export interface SandboxAcquirerSettings {
  /** The API as this process reaches it: `http://sandbox-acquirer:3002`, without a trailing slash. */
  readonly apiUrl: string
  /** The card entry and challenge pages as browsers reach them: `https://bank.example`. */
  readonly publicOrigin: string
  readonly apiKey: string
  /** `whsec_` and base64; more than one while a secret is being replaced. */
  readonly notificationSecrets: readonly string[]
}

/** The sandbox card acquirer behind the port. Keeps nothing between calls. */
export function createSandboxAcquirer(settings: SandboxAcquirerSettings): Acquirer {
  const { publicOrigin, notificationSecrets } = settings
  return {
    name: "sandbox",
    capabilities: () => ({ entry: "direct_post", origin: publicOrigin, keepsCards: true }),
    prepare: async (call, request) => {
      const reply = await post(settings, call, "/api/payments", {
        reference: request.paymentId,
        amount: request.amount,
        currency: request.currency,
        capture_mode: request.captureMode,
        description: request.description,
        language: request.language,
        return_url: request.returnUrl,
        challenge_return_url: request.challengeReturnUrl,
        expires_at: new Date(request.expiresAt).toISOString(),
        agreement: agreementOf(request),
      })
      return preparedOutcome(reply, request, publicOrigin)
    },
    authorise: async (call, request) => {
      const { acquirerPaymentId, token, amount, currency } = request
      const path = paymentPath(acquirerPaymentId, "authorisations")
      const reply = await post(settings, call, path, { token: token ?? undefined, amount, currency })
      return authorisedOutcome(reply, request)
    },
    capture: async (call, { acquirerPaymentId, amount }) => {
      const reply = await post(settings, call, paymentPath(acquirerPaymentId, "captures"), { amount })
      return take(outcomeOf(reply, paymentReply), (payment) =>
        payment.id === acquirerPaymentId && payment.status === "captured" && payment.captured === amount
          ? { captured: payment.captured }
          : null,
      )
    },
    void: async (call, acquirerPaymentId) => {
      const reply = await post(settings, call, paymentPath(acquirerPaymentId, "voids"), {})
      return take(outcomeOf(reply, paymentReply), (payment) =>
        payment.id === acquirerPaymentId && payment.status === "closed" ? { voided: true } : null,
      )
    },
    refund: async (call, { acquirerPaymentId, refundId, amount }) => {
      const path = paymentPath(acquirerPaymentId, "refunds")
      const reply = await post(settings, call, path, { refund_id: refundId, amount })
      return take(outcomeOf(reply, refundReply), (refund) => {
        const same = refund.payment_id === acquirerPaymentId && refund.refund_id === refundId
        return same && refund.amount === amount ? refundOf(refund) : null
      })
    },
    answerDispute: (call, request) => answerDispute(settings, call, request),
    forgetCard: (call, savedCard) => forgetCard(settings, call, savedCard),
    fetch: async (call, acquirerPaymentId) => {
      const reply = await get(settings, call, paymentPath(acquirerPaymentId))
      return take(outcomeOf(reply, paymentReply), (payment) =>
        payment.id === acquirerPaymentId ? snapshotOf(payment) : null,
      )
    },
    findByReference: async (call, { paymentId, createdAfter }) => {
      const query = new URLSearchParams({
        reference: paymentId,
        created_after: new Date(createdAfter).toISOString(),
      })
      const reply = await get(settings, call, `/api/payments?${query}`)
      return take(outcomeOf(reply, searchReply), ({ payments, complete }) =>
        payments.every((payment) => payment.reference === paymentId)
          ? { snapshots: payments.map(snapshotOf), complete }
          : null,
      )
    },
    listChanges: async (call, from) => {
      const query = new URLSearchParams(
        "cursor" in from ? { cursor: from.cursor } : { since: new Date(from.since).toISOString() },
      )
      const reply = await get(settings, call, `/api/changes?${query}`)
      return take(outcomeOf(reply, changesReply), (page) => changePageOf(page, from))
    },
    listSettlements: async (call, day) => {
      const reply = await get(settings, call, `/api/settlements/${encodeURIComponent(day)}`)
      return take(outcomeOf(reply, settlementsReply), (books) => settlementDayOf(books, day))
    },
    readNotification: (notification) => readSandboxNotification(notification, notificationSecrets),
  }
}

/** The agreement in the sandbox's words; undefined, and so not sent, where there is none. */
function agreementOf({ agreement }: PrepareRequest) {
  if (agreement === undefined) return undefined
  const { step, agreementId: id } = agreement
  return step === "charge" ? { step, id, saved_card: agreement.savedCard } : { step, id }
}

type Fields = Readonly<Record<string, unknown>>

async function answerDispute(
  connection: Connection,
  call: AcquirerCall,
  { acquirerPaymentId, acquirerDisputeId, answer }: AnswerDisputeRequest,
): Promise<Outcome<DisputeSnapshot>> {
  const path = `/api/disputes/${encodeURIComponent(acquirerDisputeId)}/${answer.kind}`
  const reply = await post(connection, call, path, answerFields(answer))
  return take(outcomeOf(reply, disputeReply), (dispute) =>
    dispute.id === acquirerDisputeId && dispute.payment_id === acquirerPaymentId ? disputeOf(dispute) : null,
  )
}

async function forgetCard(
  connection: Connection,
  call: AcquirerCall,
  savedCard: string,
): Promise<Outcome<{ readonly forgotten: true }>> {
  const path = `/api/saved-cards/${encodeURIComponent(savedCard)}/forget`
  return take(outcomeOf(await post(connection, call, path, {}), forgottenReply), ({ id }) =>
    id === savedCard ? { forgotten: true } : null,
  )
}

/** Always in the same order: a repeat is known by its bytes. What is undefined is not sent. */
function answerFields(answer: DisputeAnswer): Fields {
  if (answer.kind === "acceptance") return {}
  const { evidence } = answer
  return {
    text: evidence.explanation,
    product_description: evidence.productDescription,
    service_date: evidence.serviceDate,
    refund_refusal_explanation: evidence.refundRefusal,
    duplicate_charge_explanation: evidence.duplicateCharge,
  }
}

function post(connection: Connection, call: AcquirerCall, path: string, body: Fields): Promise<WireReply> {
  const { idempotencyKey, timeoutMilliseconds } = call
  return exchange(connection, { method: "POST", path, body, idempotencyKey, timeoutMilliseconds })
}

function get(connection: Connection, call: AcquirerCall, path: string): Promise<WireReply> {
  return exchange(connection, { method: "GET", path, timeoutMilliseconds: call.timeoutMilliseconds })
}

function paymentPath(acquirerPaymentId: string, part?: string): string {
  const path = `/api/payments/${encodeURIComponent(acquirerPaymentId)}`
  return part === undefined ? path : `${path}/${part}`
}

/**
 * A card entry on another origin than ours is set up for would be stopped by the browser (CSP `form-action`):
 * that is `refused(configuration)`, found here and not by the payee.
 */
function preparedOutcome(reply: WireReply, request: PrepareRequest, publicOrigin: string): Outcome<Prepared> {
  const outcome = outcomeOf(reply, preparedReply)
  const entry = outcome.kind === "ok" ? outcome.value.entry : null
  if (outcome.kind === "ok" && entry && new URL(entry.action).origin !== new URL(publicOrigin).origin) {
    const evidence = { ...outcome.evidence, code: "entry_origin" }
    return { kind: "refused", reason: "configuration", evidence }
  }
  return take(outcome, (payment) => {
    const same =
      payment.reference === request.paymentId &&
      payment.amount === request.amount &&
      payment.currency === request.currency &&
      payment.capture_mode === request.captureMode
    const handoff = handoffOf(payment, request)
    return same && handoff ? { acquirerPaymentId: payment.id, handoff } : null
  })
}

/** Null where there is a card entry that nobody asked for, or none where one was. */
function handoffOf({ entry }: PreparedReply, { agreement }: PrepareRequest): Handoff | null {
  if (agreement?.step === "charge") return entry === null ? { kind: "saved_card" } : null
  return entry && { kind: "direct_post", action: entry.action, entrySecret: entry.secret }
}

/** A bank that has not decided leaves the authorisation in flight: `fetch` tells how it ended. */
function authorisedOutcome(reply: WireReply, request: AuthoriseRequest): Outcome<Authorised> {
  const outcome = outcomeOf(reply, paymentReply)
  if (outcome.kind === "ok" && outcome.value.status === "pending" && isSame(outcome.value, request)) {
    return { kind: "unknown", cause: "in_flight", evidence: outcome.evidence }
  }
  return take(outcome, (payment) => authorisedOf(payment, request))
}

function isSame(payment: PaymentReply, request: AuthoriseRequest): boolean {
  return (
    payment.id === request.acquirerPaymentId &&
    payment.amount === request.amount &&
    payment.currency === request.currency
  )
}

/** Null where the answer is for something else than asked, or says what cannot follow an authorisation. */
function authorisedOf(payment: PaymentReply, request: AuthoriseRequest): Authorised | null {
  const { card, saved_card: savedCard } = payment
  if (!isSame(payment, request) || card === null) return null
  if (payment.status === "captured" && payment.captured === request.amount) {
    return { status: "captured", captured: payment.captured, card, savedCard }
  }
  if (payment.status === "authorised" && payment.authorised_until !== null) {
    return { status: "authorised", expiresAt: payment.authorised_until, card, savedCard }
  }
  if (payment.status === "challenge" && payment.challenge_url !== null && request.token !== null) {
    return { status: "challenge", url: payment.challenge_url, card }
  }
  return null
}
