import type { Outside } from "#checkout-server/outside.ts"
import { inTransaction } from "#db/connect.ts"
import { findPaymentIdOfObject } from "#db/queries/payments.ts"
import type { AcquirerNotification } from "#db/records/acquirer-notifications.ts"
import { claimDueNotifications, recordNotification } from "#db/records/acquirer-notifications.ts"
import { later, secondMilliseconds } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"

const batchSize = 20
const leaseMilliseconds = 60 * secondMilliseconds

/** A notification may overtake our own commit, so a stranger's object is looked for again before it is set aside. */
const triesForStrangers = 5
const retryMilliseconds = 5 * secondMilliseconds

/** Works off stored notifications by asking the acquirer about each payment. Returns how many it took. */
export async function processNotifications(outside: Outside): Promise<number> {
  const leaseToken = outside.ids.next()
  const now = outside.clock.now()
  const claimed = await inTransaction(outside.db, async (transaction) => {
    const leaseUntil = later(now, leaseMilliseconds)
    return ok(await claimDueNotifications(transaction, { now, leaseToken, leaseUntil, limit: batchSize }))
  })
  await Promise.all(claimed.value.map((notification) => processOne(outside, notification, leaseToken)))
  return claimed.value.length
}

async function processOne(
  outside: Outside,
  notification: AcquirerNotification,
  leaseToken: string,
): Promise<void> {
  const state = await settle(outside, notification)
  const tries = notification.tries + 1
  const nextAt = later(outside.clock.now(), retryMilliseconds)
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
  return settled.ok ? "processed" : "received"
}
