import { and, eq } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { insertPosting } from "#db/records/ledger.ts"
import { closeOperatorCase, openOperatorCase } from "#db/records/operator-cases.ts"
import { insertOutboxEvent } from "#db/records/webhooks.ts"
import { payment, paymentEvent } from "#db/schema/payments.ts"
import type { Instant } from "#domain/instant.ts"
import type { PaymentChange } from "#domain/payments/change.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Refusal } from "#domain/problem.ts"
import { refuse } from "#domain/problem.ts"
import { webhookBody } from "#domain/webhooks/event.ts"

/** Who brought an event: kept with the history. */
export type Door = "buyer" | "payee" | "acquirer" | "job" | "operator"

/** What a recording needs from outside. */
export interface Stamp {
  readonly at: Instant
  readonly door: Door
  /** A fresh id, used for the webhook event and the postings. */
  readonly id: string
  /** The public address of the API, for links in webhook bodies. */
  readonly apiUrl: string
}

/**
 * Writes one change whole: state, history, ledger, outbox and case, guarded by the version it came from.
 * `payment_changed`: somebody else was first; nothing may be kept of this transaction.
 */
export async function recordTransition(
  transaction: Transaction,
  change: PaymentChange,
  stamp: Stamp,
): Promise<{ readonly ok: true; readonly value: Payment } | Refusal<"payment_changed">> {
  const { before, after } = change
  // Alone and first: where somebody else was first, the rest would break the history's own key.
  const updated = await transaction
    .update(payment)
    .set({
      state: after.state,
      version: after.version,
      notices: after.notices,
      authorised: after.authorised,
      captured: after.captured,
      refundReserved: after.refundReserved,
      refunded: after.refunded,
      attempts: after.attempts,
      lastRefusal: after.lastRefusal,
      challenged: after.challenged,
      card: after.card,
      expiresAt: after.expiresAt,
      capturedAt: after.capturedAt,
    })
    .where(unchanged(before))
    .returning({ id: payment.id })
  if (updated.length !== 1) return refuse("payment_changed")
  await Promise.all([
    transaction.insert(paymentEvent).values({
      ...eventOwner(after),
      version: after.version,
      event: change.event,
      from: before.state,
      to: after.state,
      door: stamp.door,
      operatorCase: change.operatorCase !== null,
      at: stamp.at,
    }),
    ...change.postings.map((posting) => insertPosting(transaction, { posting, payment: after, stamp })),
    ...(change.notify === null ? [] : [tell(transaction, change, stamp)]),
    ...casesOf(transaction, change, stamp),
  ])
  return { ok: true, value: after }
}

/** A case opens where people must look, and ends by itself where the answer came after all. */
function casesOf(transaction: Transaction, change: PaymentChange, stamp: Stamp): readonly Promise<void>[] {
  const { before, after, about } = change
  const isSettled = before.state === "needs_operator" && after.state !== "needs_operator"
  return [
    ...(change.operatorCase === null
      ? []
      : [
          openOperatorCase(transaction, {
            id: `case_${stamp.id}`,
            reason: change.operatorCase,
            subjectId: about?.refundId ?? about?.disputeId ?? after.id,
            paymentId: after.id,
            openedAt: stamp.at,
          }),
        ]),
    ...(isSettled
      ? [
          closeOperatorCase(transaction, {
            reason: "outcome_unclear",
            subjectId: after.id,
            closedAt: stamp.at,
            closedBy: "settled",
            evidence: `${change.event} by ${stamp.door}`,
          }),
        ]
      : []),
  ]
}

/** Moves the moment a payment expires, and says so in its history. Refused where the payment changed meanwhile. */
export async function recordExtension(
  transaction: Transaction,
  change: { readonly before: Payment; readonly expiresAt: Instant },
  stamp: Stamp,
): Promise<{ readonly ok: true } | Refusal<"payment_changed">> {
  const { before, expiresAt } = change
  const version = before.version + 1
  const updated = await transaction
    .update(payment)
    .set({ expiresAt, version })
    .where(unchanged(before))
    .returning({ id: payment.id })
  if (updated.length !== 1) return refuse("payment_changed")
  await transaction.insert(paymentEvent).values({
    ...eventOwner(before),
    version,
    event: "extended",
    from: before.state,
    to: before.state,
    door: stamp.door,
    operatorCase: false,
    at: stamp.at,
  })
  return { ok: true }
}

/** Still as it was read: the guard of every change. */
function unchanged(before: Payment) {
  return and(eq(payment.id, before.id), eq(payment.state, before.state), eq(payment.version, before.version))
}

function eventOwner(owner: Payment) {
  return { paymentId: owner.id, buyerId: owner.buyerId, serviceId: owner.serviceId, mode: owner.mode }
}

function tell(transaction: Transaction, change: PaymentChange, stamp: Stamp): Promise<void> {
  const { after, notify } = change
  if (notify === null) return Promise.resolve()
  const id = `evt_${stamp.id}`
  return insertOutboxEvent(transaction, {
    id,
    type: notify,
    buyerId: after.buyerId,
    serviceId: after.serviceId,
    mode: after.mode,
    subjectId: after.id,
    sequence: after.notices,
    body: webhookBody({
      id,
      type: notify,
      at: stamp.at,
      sequence: after.notices,
      payment: after,
      about: change.about ?? {},
      apiUrl: stamp.apiUrl,
    }),
    createdAt: stamp.at,
  })
}
