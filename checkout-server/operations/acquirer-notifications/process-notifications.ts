import type { Outside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import { findPaymentIdOfObject } from "#db/queries/payments.ts"
import type { AcquirerNotification } from "#db/records/acquirer-notifications.ts"
import { claimDueNotifications, recordNotification } from "#db/records/acquirer-notifications.ts"
import { allOf } from "#domain/all-of.ts"
import { hourMilliseconds, later, secondMilliseconds } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"

const batchSize = 20
const leaseMilliseconds = 60 * secondMilliseconds

/** A notification may overtake our own commit, so a stranger's object is looked for again before it is set aside. */
const triesForStrangers = 5
const retryMilliseconds = 5 * secondMilliseconds

/** The acquirer is asked about a notification for a good day; after that the sweep alone follows the payment. */
const maxTries = 36
const longestRetryMilliseconds = hourMilliseconds

/** Works off stored notifications by asking the acquirer about each payment. Returns how many it took. */
export async function processNotifications(outside: Outside): Promise<number> {
  const leaseToken = outside.ids.next()
  const acquirer = outside.acquirer.name
  const now = outside.clock.now()
  const claimed = await inTransaction(outside.db, async (transaction) => {
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
  const state = await settle(outside, notification)
  const tries = notification.tries + 1
  const wait = Math.min(retryMilliseconds * 2 ** Math.min(notification.tries, 16), longestRetryMilliseconds)
  const nextAt = later(outside.clock.now(), wait)
  const { acquirer, eventId } = notification
  if (state === "set_aside") outside.log.warn({ acquirer, event_id: eventId }, "notification set aside")
  await inTransaction(outside.db, async (transaction) => {
    await recordNotification(transaction, { acquirer, eventId, leaseToken }, { state, nextAt, tries })
    return ok(null)
  })
}

async function settle(outside: Outside, notification: AcquirerNotification) {
  const { acquirer, externalId, tries } = notification
  if (externalId === null) return "processed"
  const paymentId = await findPaymentIdOfObject(outside.db, acquirer, externalId)
  if (paymentId === null) return tries + 1 < triesForStrangers ? "received" : "set_aside"
  const settled = await syncPayment(outside, { paymentId, acquirerPaymentId: externalId, door: "acquirer" })
  if (settled.ok || settled.problem === "payment_busy") return "processed"
  return tries + 1 < maxTries ? "received" : "set_aside"
}
