import { randomBytes } from "node:crypto"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import type { NotificationRow } from "#sandbox-acquirer/store/rows.ts"
import { eventHeaders } from "#sandbox-acquirer/stripe/events/signature.ts"
import { signedHeaders } from "./signature.ts"

export interface Receiver {
  readonly url: string
  /** `whsec_` and base64. */
  readonly secret: string
}

/** The receivers, the acquirer's time, and the real one, which signatures carry: a receiver refuses other times. */
export interface TimedReceiver extends Receiver {
  /** Who is told in Stripe's words; null: nobody, and the events only wait to be read. */
  readonly stripe: Receiver | null
  readonly clock: () => Date
  readonly postmarkClock: () => Date
}

/** A receiver that has not answered by then is tried again later. */
const sendMilliseconds = 8_000
/** A process killed while sending leaves its notification due again after this: a little past the longest send. */
const leaseMilliseconds = 10_000
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
/** Waits after the first failures; the last one repeats. A receiver that restarts is reached within seconds. */
const backOffMilliseconds = [second, 5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, hour]
/** After three days the receiver has to ask for itself. */
const giveUpMilliseconds = 72 * hour

/** Takes up to `limit` due notifications; each is this caller's alone until its lease ends. */
export async function claimDue(sql: Database, now: Date, limit: number): Promise<readonly NotificationRow[]> {
  return sql<NotificationRow[]>`
    UPDATE notification
    SET attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + leaseMilliseconds)}
    WHERE id IN (
      SELECT id FROM notification WHERE next_attempt_at <= ${now}
      ORDER BY next_attempt_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING *`
}

/** Takes what is to be sent before the answer to the call that changed a payment. */
export async function claimEarly(
  sql: Database,
  paymentId: string,
  now: Date,
): Promise<readonly NotificationRow[]> {
  return sql<NotificationRow[]>`
    UPDATE notification
    SET attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + leaseMilliseconds)}
    WHERE payment_id = ${paymentId} AND fault = 'notify-early' AND attempts = 0
    RETURNING *`
}

/** Sends one claimed notification and notes how it went. Returns whether its receiver took it. */
export async function deliver(
  sql: Database,
  notification: NotificationRow,
  receiver: TimedReceiver,
): Promise<boolean> {
  const to = notification.face === "stripe" ? receiver.stripe : receiver
  if (to === null) {
    await sql`UPDATE notification SET next_attempt_at = NULL WHERE id = ${notification.id}`
    return false
  }
  const forged = notification.fault === "notify-forged" && notification.attempts === 1
  const secret = forged ? `whsec_${randomBytes(32).toString("base64")}` : to.secret
  const copies = notification.fault === "notify-twice" && notification.attempts === 1 ? 2 : 1
  let taken = false
  for (let copy = 0; copy < copies; copy += 1) {
    const message = { ...notification, sentAt: receiver.postmarkClock() }
    const headers =
      notification.face === "stripe" ? eventHeaders(message, secret) : signedHeaders(message, secret)
    taken = await post(to.url, headers, notification.body)
  }
  const now = receiver.clock()
  await sql`
    UPDATE notification
    SET delivered_at = ${taken ? now : null}, next_attempt_at = ${taken ? null : nextAttempt(notification, now)}
    WHERE id = ${notification.id} AND attempts = ${notification.attempts}`
  if (taken) await releaseHeld(sql, notification, now)
  return taken
}

/** One notification of the payment has come through: an earlier one that was to come after it is due. */
async function releaseHeld(sql: Database, sent: NotificationRow, now: Date): Promise<void> {
  await sql`
    UPDATE notification SET next_attempt_at = ${now}
    WHERE payment_id = ${sent.payment_id} AND id <> ${sent.id} AND created_at <= ${sent.created_at}
      AND fault = 'notify-reordered' AND attempts = 0`
}

/** Null once three days have gone by since the change. */
function nextAttempt(notification: NotificationRow, now: Date): Date | null {
  const index = Math.min(notification.attempts, backOffMilliseconds.length) - 1
  const next = new Date(now.getTime() + (backOffMilliseconds[index] ?? hour))
  return next.getTime() - notification.created_at.getTime() > giveUpMilliseconds ? null : next
}

async function post(url: string, headers: Record<string, string>, body: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(sendMilliseconds),
    })
    await response.body?.cancel()
    return response.ok
  } catch {
    // Whatever went wrong on the way, the answer is the same: try again later.
    return false
  }
}
