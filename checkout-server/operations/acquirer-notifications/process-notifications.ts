import type { Outside } from "#checkout-server/outside.ts"
import { withAcquirer } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findPaymentIdOfObject } from "#db/queries/payments.ts"
import type { AcquirerNotification } from "#db/records/acquirer-notifications.ts"
import { claimDueNotifications, recordNotification } from "#db/records/acquirer-notifications.ts"
import { openOperatorCase } from "#db/records/operator-cases.ts"
import { allOf } from "#domain/all-of.ts"
import { hourMilliseconds, later, secondMilliseconds } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { queuedReference } from "#operations/recovery/queue-changes.ts"
import { recoverObject } from "#operations/recovery/recover-object.ts"
import { notOurs } from "#ports/acquirer.ts"

const batchSize = 20
const leaseMilliseconds = 60 * secondMilliseconds

/** A notification may overtake our own commit, so a stranger's object is looked for again before it is set aside. */
const triesForStrangers = 5
const retryMilliseconds = 5 * secondMilliseconds

/** The acquirer is asked about a notification for a good day; after that the sweep alone follows the payment. */
const maxTries = 36
const longestRetryMilliseconds = hourMilliseconds

/**
 * Works off stored notifications, and changes that were queued beside them, by asking the acquirer about each payment.
 * Returns how many it took.
 */
export async function processNotifications(outside: Outside): Promise<number> {
  let taken = 0
  for (const acquirer of await outside.acquirers.all()) taken += await processBatch(outside, acquirer)
  return taken
}

async function processBatch(outside: Outside, acquirer: string): Promise<number> {
  const leaseToken = outside.ids.next()
  const now = outside.clock.now()
  const claimed = await inRepeatableTransaction(outside.db, async (transaction) => {
    const leaseUntil = later(now, leaseMilliseconds)
    return ok(
      await claimDueNotifications(transaction, { acquirer, now, leaseToken, leaseUntil, limit: batchSize }),
    )
  })
  await allOf(claimed.value.map((notification) => processOne(outside, notification, leaseToken)))
  return claimed.value.length
}

async function processOne(
  outside: Outside,
  notification: AcquirerNotification,
  leaseToken: string,
): Promise<void> {
  const { state, paymentId } = await settle(outside, notification)
  const tries = notification.tries + 1
  const wait = Math.min(retryMilliseconds * 2 ** Math.min(notification.tries, 16), longestRetryMilliseconds)
  const at = outside.clock.now()
  const nextAt = later(at, wait)
  const { acquirer, eventId } = notification
  if (state === "set_aside") outside.log.warn({ acquirer, event_id: eventId }, "notification set aside")
  await inRepeatableTransaction(outside.db, async (transaction) => {
    const held = { acquirer, eventId, leaseToken }
    const isOurs = await recordNotification(transaction, held, { state, nextAt, tries })
    if (isOurs && state === "set_aside") {
      await openOperatorCase(transaction, {
        id: `case_${outside.ids.next()}`,
        reason: "notification_set_aside",
        subjectId: eventId,
        paymentId,
        openedAt: at,
      })
    }
    return ok(null)
  })
}

/** What becomes of a notification, and of which payment of ours it is; null for a stranger's. */
interface Settled {
  readonly state: "received" | "processed" | "set_aside"
  readonly paymentId: string | null
}

async function settle(outside: Outside, notification: AcquirerNotification): Promise<Settled> {
  const { acquirer, tries, type } = notification
  if (notification.externalId === null) return { state: "processed", paymentId: null }
  const reference = queuedReference(type)
  const found = await findOrTryAgain(outside, acquirer, notification.externalId)
  if (found === "not_ours") return { state: "processed", paymentId: null }
  const { externalId, paymentId, isAnswered } = found
  if (paymentId === null && reference === null) {
    const most = isAnswered ? triesForStrangers : maxTries
    return { state: tries + 1 < most ? "received" : "set_aside", paymentId }
  }
  const asked = { acquirer, paymentId, acquirerPaymentId: externalId, reference }
  if (await isSettled(outside, asked)) return { state: "processed", paymentId }
  return { state: tries + 1 < maxTries ? "received" : "set_aside", paymentId }
}

/** What fails by a bug counts as a try, as below. */
async function findOrTryAgain(outside: Outside, acquirer: string, externalId: string) {
  try {
    return await find(outside, acquirer, externalId)
  } catch (error) {
    tellOf(outside, { acquirer, externalId, error })
    return { externalId, paymentId: null, isAnswered: false }
  }
}

function tellOf(
  outside: Outside,
  failed: { readonly acquirer: string; readonly externalId: string; readonly error: unknown },
): void {
  const name = failed.error instanceof Error ? failed.error.name : "unknown"
  const facts = { acquirer: failed.acquirer, acquirer_payment_id: failed.externalId }
  outside.log.error({ ...facts, error: name }, "a notification could not be settled")
}

interface Pointed {
  readonly externalId: string
  readonly paymentId: string | null
  /** False: the acquirer gave no usable answer, so that a part of a payment of ours looks like a stranger's. */
  readonly isAnswered: boolean
}

/**
 * The payment that a notification points to. An acquirer may name it by the id of a part of it, such as the intent of a
 * session: then the acquirer knows whose it is. `not_ours`: the buyer uses its account for other things too.
 */
async function find(outside: Outside, acquirer: string, externalId: string): Promise<Pointed | "not_ours"> {
  const paymentId = await findPaymentIdOfObject(outside.db, acquirer, externalId)
  if (paymentId !== null) return { externalId, paymentId, isAnswered: true }
  const outcome = await (await outside.acquirers.of(acquirer)).fetch(readCall(outside), externalId)
  if (outcome.kind === "refused" && outcome.evidence.code === notOurs) return "not_ours"
  const whole = outcome.kind === "ok" ? outcome.value.acquirerPaymentId : externalId
  return {
    externalId: whole,
    paymentId: await findPaymentIdOfObject(outside.db, acquirer, whole),
    isAnswered: outcome.kind === "ok" || outcome.kind === "refused",
  }
}

interface Asked {
  readonly acquirer: string
  readonly paymentId: string | null
  readonly acquirerPaymentId: string
  /** Set where the acquirer's list of changes told of it, and its payment may be lost here. */
  readonly reference: string | null
}

/** What fails by a bug, or by something that the database refuses to keep, counts as a try: people must look at last. */
async function isSettled(outside: Outside, asked: Asked): Promise<boolean> {
  try {
    return await ask(outside, asked)
  } catch (error) {
    tellOf(outside, { acquirer: asked.acquirer, externalId: asked.acquirerPaymentId, error })
    return false
  }
}

async function ask(outside: Outside, asked: Asked): Promise<boolean> {
  const { acquirer, paymentId, acquirerPaymentId, reference } = asked
  if (reference !== null) {
    const pointer = { acquirerPaymentId, reference }
    return (await recoverObject(await withAcquirer(outside, acquirer), pointer)) !== "unanswered"
  }
  if (paymentId === null) return false
  const settled = await syncPayment(outside, { paymentId, acquirerPaymentId, door: "acquirer" })
  return settled.ok || settled.problem === "payment_busy"
}
