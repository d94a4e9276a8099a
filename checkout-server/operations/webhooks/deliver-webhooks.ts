import type { Outside } from "#checkout-server/outside.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { parkDelivery, recordDeliveryOutcome } from "#db/records/webhook-outcomes.ts"
import type { ClaimedDelivery } from "#db/records/webhooks.ts"
import { claimDueDeliveries } from "#db/records/webhooks.ts"
import { allOf } from "#domain/all-of.ts"
import type { Instant } from "#domain/instant.ts"
import { later, secondMilliseconds } from "#domain/instant.ts"
import { deliveryEffect } from "#domain/webhooks/retry.ts"
import { signWebhook } from "#domain/webhooks/signature.ts"
import type { WebhookPostOutcome } from "#ports/webhook-sender.ts"

/** Deliveries of one run: all are sent at once, so this is also the number of sockets it opens. */
const batchSize = 20
/** Twice the longest attempt: only a worker that died or hangs loses its lease, and its endpoints wait no longer. */
const leaseMilliseconds = 30 * secondMilliseconds

interface Signed {
  readonly delivery: ClaimedDelivery
  readonly leaseToken: string
  readonly startedAt: Instant
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Claims due webhooks, sends them with no transaction open and records what came back. Answers how many it claimed.
 * What cannot be signed is parked with an error in the log; the others flow. A crash on the way means one more send.
 */
export async function deliverWebhooks(outside: Outside): Promise<number> {
  const leaseToken = outside.ids.next()
  const startedAt = outside.clock.now()
  const claim = {
    now: startedAt,
    leaseToken,
    leaseUntil: later(startedAt, leaseMilliseconds),
    limit: batchSize,
  }
  const { value: claimed } = await inRepeatableTransaction(outside.db, async (transaction) => ({
    ok: true,
    value: await claimDueDeliveries(transaction, claim),
  }))
  // Opening a sealed secret throws where it was altered: settled one by one, it stops this delivery alone.
  const headers = await Promise.allSettled(claimed.map((delivery) => sign(outside, delivery, startedAt)))
  await allOf(
    claimed.map((delivery, index) => {
      const signing = headers[index]
      return signing?.status === "fulfilled" && signing.value !== null
        ? send(outside, { delivery, leaseToken, startedAt, headers: signing.value })
        : park(outside, delivery, leaseToken)
    }),
  )
  return claimed.length
}

async function sign(
  outside: Outside,
  delivery: ClaimedDelivery,
  at: Instant,
): Promise<Signed["headers"] | null> {
  const secrets = delivery.secrets.map((sealed) => outside.secrets.open(sealed))
  return signWebhook({ id: delivery.eventId, at, body: delivery.body }, secrets, (secret, content) =>
    outside.secrets.hmac(secret, content),
  )
}

async function send(outside: Outside, signed: Signed): Promise<void> {
  const { delivery, leaseToken, startedAt, headers } = signed
  const { url, mode, body } = delivery
  const posted = await outside.webhookSender.post({ url, mode, headers, body })
  const at = outside.clock.now()
  const number = delivery.attempts + 1
  const effect = deliveryEffect(posted, { number, at, fraction: outside.ids.fraction() })
  const recorded = await inRepeatableTransaction(outside.db, (transaction) =>
    recordDeliveryOutcome(transaction, {
      deliveryId: delivery.id,
      endpointId: delivery.endpointId,
      leaseToken,
      attempt: { number, startedAt, ...attemptResult(posted) },
      effect,
      at,
    }),
  )
  const fields = { deliveryId: delivery.id, endpointId: delivery.endpointId, attempt: number }
  if (!recorded.ok) outside.log.warn(fields, "webhook lease lost: it will be sent again")
  else if (recorded.disabled !== null) {
    outside.log.error({ ...fields, reason: recorded.disabled }, "webhook endpoint disabled")
  } else if (effect.kind === "exhausted") outside.log.error(fields, "webhook given up")
}

function attemptResult(posted: WebhookPostOutcome) {
  const { address, durationMilliseconds } = posted
  return posted.kind === "answered"
    ? { status: posted.status, failure: null, address, durationMilliseconds }
    : { status: null, failure: posted.failure, address, durationMilliseconds }
}

async function park(outside: Outside, delivery: ClaimedDelivery, leaseToken: string): Promise<void> {
  outside.log.error(
    { deliveryId: delivery.id, endpointId: delivery.endpointId },
    "webhook cannot be signed: parked",
  )
  await inRepeatableTransaction(outside.db, async (transaction) => ({
    ok: await parkDelivery(transaction, { deliveryId: delivery.id, leaseToken }),
  }))
}
