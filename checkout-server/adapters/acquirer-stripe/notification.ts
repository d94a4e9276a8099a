import { Stripe } from "stripe"
import * as v from "valibot"
import { secondMilliseconds } from "#domain/instant.ts"
import type { NotificationReading, RawNotification } from "#ports/acquirer.ts"
import { type EventReply, eventReply } from "./replies.ts"
import type { StripeMode } from "./sessions.ts"

/** Both ways: clocks differ, and an old or post-dated message is somebody's recording. */
const toleranceSeconds = 300
/** A webhook carries its whole object: some kilobytes. */
const bodyMaxBytes = 262_144

/**
 * Verifies `Stripe-Signature` under any of the endpoint's secrets and reads where the event points: at a session, or at
 * an intent, which `fetch` takes as well. An event of the other mode is `unreadable`.
 */
export function readStripeNotification(
  notification: RawNotification,
  settings: { readonly webhookSecrets: readonly string[]; readonly mode: StripeMode },
): NotificationReading {
  const { body, receivedAt } = notification
  const header = notification.headers["stripe-signature"]
  if (!header) return { ok: false, problem: "unsigned" }
  const timestamp = timestampOf(header)
  if (timestamp === null || body.byteLength > bodyMaxBytes) return { ok: false, problem: "unreadable" }
  const fits = settings.webhookSecrets.some((secret) => isSigned(body, header, secret))
  if (!fits) return { ok: false, problem: "forged" }
  const ageSeconds = receivedAt / secondMilliseconds - timestamp
  if (ageSeconds > toleranceSeconds) return { ok: false, problem: "too_old" }
  if (ageSeconds < -toleranceSeconds) return { ok: false, problem: "too_new" }
  const event = v.safeParse(eventReply, parseJson(body))
  if (!event.success || event.output.livemode !== (settings.mode === "live")) {
    return { ok: false, problem: "unreadable" }
  }
  const { id, type } = event.output
  return { ok: true, eventId: id, type, acquirerPaymentId: pointerOf(event.output) }
}

/** The one time in the header; null where there is none, or several to choose from. */
function timestampOf(header: string): number | null {
  const times = header.split(",").filter((part) => part.startsWith("t="))
  const [, seconds] = /^t=(\d{1,12})$/.exec(times[0] ?? "") ?? []
  return times.length === 1 && seconds !== undefined ? Number(seconds) : null
}

/** The time is judged apart: the SDK's own check lets every future through. */
const anyAge = 0

function isSigned(body: Uint8Array, header: string, secret: string): boolean {
  try {
    return Stripe.webhooks.signature?.verifyHeader(body, header, secret, anyAge) ?? false
  } catch {
    return false
  }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"))
  } catch {
    return undefined
  }
}

/** The session or the intent that an event is about; null where it is about no payment. */
export function pointerOf({ data: { object } }: EventReply): string | null {
  const isPayment = object.object === "checkout.session" || object.object === "payment_intent"
  return isPayment ? (object.id ?? null) : (object.payment_intent ?? null)
}
