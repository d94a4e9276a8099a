import { createHmac, timingSafeEqual } from "node:crypto"
import * as v from "valibot"
import { secondMilliseconds } from "#domain/instant.ts"
import type { NotificationReading, RawNotification } from "#ports/acquirer.ts"

/** Both ways: clocks differ, and an old or post-dated message is somebody's recording (Standard Webhooks). */
const toleranceSeconds = 300
/** A pointer is a few hundred bytes. */
const bodyMaxBytes = 16_384

const pointerSchema = v.object({
  id: v.string(),
  type: v.string(),
  payment_id: v.nullable(v.string()),
})

/**
 * Verifies a Standard Webhooks signature under any of `secrets` (`whsec_` and base64; several while one is being
 * replaced) and reads the pointer. `unsigned` without the three headers, `forged` where no signature fits,
 * `too_old` and `too_new` beyond five minutes, `unreadable` where the signed body is no pointer.
 */
export function readSandboxNotification(
  notification: RawNotification,
  secrets: readonly string[],
): NotificationReading {
  const { body, headers } = notification
  const id = headers["webhook-id"]
  const timestamp = headers["webhook-timestamp"]
  const signatures = headers["webhook-signature"]
  if (!id || !timestamp || !signatures) return { ok: false, problem: "unsigned" }
  if (body.byteLength > bodyMaxBytes || !/^\d{1,12}$/.test(timestamp))
    return { ok: false, problem: "unreadable" }
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
  if (!secrets.some((secret) => anyFits(signatures, signed, secret))) return { ok: false, problem: "forged" }
  const ageSeconds = notification.receivedAt / secondMilliseconds - Number(timestamp)
  if (ageSeconds > toleranceSeconds) return { ok: false, problem: "too_old" }
  if (ageSeconds < -toleranceSeconds) return { ok: false, problem: "too_new" }
  return readPointer(body, id)
}

/** The header may carry several signatures, `v1,{base64}` each, parted by spaces. */
function anyFits(signatures: string, signed: Uint8Array, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
  const expected = Buffer.from(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`)
  return signatures.split(" ").some((signature) => {
    const given = Buffer.from(signature)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

function readPointer(body: Uint8Array, id: string): NotificationReading {
  const pointer = v.safeParse(pointerSchema, parseJson(body))
  if (!pointer.success || pointer.output.id !== id) return { ok: false, problem: "unreadable" }
  return { ok: true, eventId: id, type: pointer.output.type, acquirerPaymentId: pointer.output.payment_id }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"))
  } catch {
    return undefined
  }
}
