import type { AcquirerOutside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { insertNotification } from "#db/records/acquirer-notifications.ts"
import { ok } from "#domain/problem.ts"
import type { NotificationReading, RawNotification } from "#ports/acquirer.ts"

/** Stores a genuine notification once; processing comes later. The answer says what was wrong with any other. */
export async function receiveNotification(
  outside: AcquirerOutside,
  notification: Omit<RawNotification, "receivedAt">,
): Promise<NotificationReading> {
  const receivedAt = outside.clock.now()
  const reading = outside.acquirer.readNotification({ ...notification, receivedAt })
  if (!reading.ok) {
    outside.log.warn({ acquirer: outside.acquirer.name, problem: reading.problem }, "notification refused")
    return reading
  }
  await inRepeatableTransaction(outside.db, async (transaction) => {
    await insertNotification(transaction, {
      acquirer: outside.acquirer.name,
      eventId: reading.eventId,
      type: reading.type,
      externalId: reading.acquirerPaymentId,
      receivedAt,
    })
    return ok(null)
  })
  return reading
}
