import type { AcquirerOutside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { isKnownCase } from "#db/queries/operator-cases.ts"
import type { PaymentInHand } from "#db/queries/payments.ts"
import { findPayment, findPaymentIdOfObject, lockPaymentInHand } from "#db/queries/payments.ts"
import { findFirstSequence } from "#db/queries/recovery.ts"
import { closeAcquirerObject, insertAcquirerObject } from "#db/records/operations.ts"
import { openOperatorCase } from "#db/records/operator-cases.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { isFinished } from "#domain/payments/state.ts"
import { ok } from "#domain/problem.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { ChangePage } from "#ports/acquirer.ts"

/** One of the acquirer's payments to which something happened. */
export type Pointer = Pick<ChangePage["changes"][number], "acquirerPaymentId" | "reference">

/**
 * What became of a pointer. `settled`: asked about, and written down where it was news. `nothing`: no money of ours.
 * `stranger`: money of a payment that we do not know, given to people. `unanswered`: no usable answer, try again.
 */
export type Recovered = "settled" | "nothing" | "stranger" | "unanswered"

/** Makes sure that what happened to one of the acquirer's payments is known here. May run again. */
export async function recoverObject(outside: AcquirerOutside, pointer: Pointer): Promise<Recovered> {
  const { acquirerPaymentId } = pointer
  const known = await findPaymentIdOfObject(outside.db, outside.acquirer.name, acquirerPaymentId)
  if (known !== null) return await sync(outside, known, acquirerPaymentId)
  const money = await findMoney(outside, acquirerPaymentId)
  if (money === "unanswered") return money
  // Nothing can be charged there without us: a card entry that was lost stays lost.
  if (money === "none") return "nothing"
  const adopted = await adopt(outside, pointer)
  if (adopted === "unanswered") return adopted
  return adopted === "adopted"
    ? await sync(outside, pointer.reference, acquirerPaymentId)
    : await reportStranger(outside, pointer)
}

async function sync(
  outside: AcquirerOutside,
  paymentId: string,
  acquirerPaymentId: string,
): Promise<Recovered> {
  const settled = await syncPayment(outside, { paymentId, acquirerPaymentId, door: "job" })
  return settled.ok || settled.problem === "payment_busy" ? "settled" : "unanswered"
}

async function findMoney(
  outside: AcquirerOutside,
  acquirerPaymentId: string,
): Promise<"some" | "none" | "unanswered"> {
  const outcome = await outside.acquirer.fetch(readCall(outside), acquirerPaymentId)
  if (outcome.kind === "refused") return "none"
  if (outcome.kind !== "ok") return "unanswered"
  return ["authorised", "captured"].includes(outcome.value.status) ? "some" : "none"
}

const waiting: readonly PaymentState[] = ["created", "started"]

/** The newest attempt's outcome is open: whether a lost one paid or must go back is not known yet. */
const unclear: readonly PaymentState[] = ["authorising", "challenge_required", "checking", "needs_operator"]

/**
 * Takes an attempt that was lost here back into its payment. Where the payment still waits, the money is its own: the
 * attempt becomes its newest, with a card entry that counts as open until the money is written down. Where the newest
 * one has money or an end, the lost one stands as an attempt from before, and its money goes back. `unanswered`: the
 * newest one's outcome is not known. `stranger`: the payment is none of ours.
 */
async function adopt(
  outside: AcquirerOutside,
  pointer: Pointer,
): Promise<"adopted" | "unanswered" | "stranger"> {
  const payment = await findPayment(outside.db, pointer.reference)
  if (payment === null || payment.acquirer !== outside.acquirer.name) return "stranger"
  // An earlier card may have been refused in what was lost: then the payment waits again.
  const isUnderWay = !waiting.includes(payment.state) && !isFinished(payment.state)
  if (isUnderWay) {
    const asked = await syncPayment(outside, { paymentId: payment.id, door: "job" })
    if (!asked.ok) return "unanswered"
  }
  return await insertLost(outside, payment, pointer.acquirerPaymentId)
}

async function insertLost(
  outside: AcquirerOutside,
  payment: Payment,
  acquirerPaymentId: string,
): Promise<"adopted" | "unanswered"> {
  const inserted = await inRepeatableTransaction(outside.db, async (transaction) => {
    const held = await lockPaymentInHand(transaction, payment.id)
    const known = await findPaymentIdOfObject(transaction, payment.acquirer, acquirerPaymentId)
    if (held === null || known !== null) return ok("adopted" as const)
    if (unclear.includes(held.payment.state)) return ok("unanswered" as const)
    const isOwn = isWaiting(held)
    if (isOwn) await closeAcquirerObject(transaction, payment.id)
    const before = (await findFirstSequence(transaction, payment.id)) - 1
    const facts = { payment_id: payment.id, acquirer_payment_id: acquirerPaymentId }
    outside.log.warn(facts, "a lost attempt was found again")
    await insertAcquirerObject(transaction, {
      acquirer: payment.acquirer,
      externalId: acquirerPaymentId,
      paymentId: payment.id,
      state: isOwn ? "open" : "closed",
      createdAt: outside.clock.now(),
      sequence: isOwn ? held.objects + 1 : before,
    })
    return ok("adopted" as const)
  })
  return inserted.value
}

/** Nothing but a card entry, or the making of one, is under way. */
function isWaiting({ payment, operation }: PaymentInHand): boolean {
  return waiting.includes(payment.state) && (operation === null || operation.kind === "prepare")
}

/** The acquirer holds money of a payment that is not ours, or that is lost here. Told once. */
async function reportStranger(outside: AcquirerOutside, pointer: Pointer): Promise<Recovered> {
  const reason = "notification_set_aside"
  const subjectId = pointer.acquirerPaymentId
  if (await isKnownCase(outside.db, reason, subjectId)) return "stranger"
  outside.log.error({ acquirer_payment_id: subjectId }, "money of an unknown payment: needs an operator")
  await inRepeatableTransaction(outside.db, async (transaction) => {
    const id = `case_${outside.ids.next()}`
    const openedAt = outside.clock.now()
    await openOperatorCase(transaction, { id, reason, subjectId, paymentId: null, openedAt })
    return ok(null)
  })
  return "stranger"
}
