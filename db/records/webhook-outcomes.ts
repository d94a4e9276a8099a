import { and, eq, sql } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { webhookDelivery, webhookDeliveryAttempt, webhookEndpoint } from "#db/schema/webhooks.ts"
import type { Instant } from "#domain/instant.ts"
import type { DisabledReason } from "#domain/webhooks/delivery.ts"
import type { WebhookFailure } from "#domain/webhooks/failure.ts"
import type { DeliveryEffect } from "#domain/webhooks/retry.ts"
import { failedTooLong } from "#domain/webhooks/retry.ts"

/** Rows parked by the recording that turns an endpoint off: well inside the time limit of a statement. */
const maxParkedAtOnce = 1_000

/** One attempt, what came back, and what that does to the delivery. */
export interface DeliveryOutcome {
  readonly deliveryId: string
  readonly endpointId: string
  readonly leaseToken: string
  readonly attempt: {
    readonly number: number
    readonly startedAt: Instant
    readonly durationMilliseconds: number
    readonly status: number | null
    readonly failure: WebhookFailure | null
    readonly address: string | null
  }
  readonly effect: DeliveryEffect
  readonly at: Instant
}

/** `ok: false`: the lease was lost, somebody else sends this delivery, and nothing may be kept of this transaction. */
export type RecordedOutcome =
  | { readonly ok: true; readonly disabled: DisabledReason | null }
  | { readonly ok: false }

/** Writes an attempt, the delivery's next step and the endpoint's health together, guarded by the lease. */
export async function recordDeliveryOutcome(
  transaction: Transaction,
  outcome: DeliveryOutcome,
): Promise<RecordedOutcome> {
  // The endpoint first, as in every claim: two transactions never wait for each other in a ring.
  const [health] = await transaction
    .select({ enabled: webhookEndpoint.enabled, failingSince: webhookEndpoint.failingSince })
    .from(webhookEndpoint)
    .where(eq(webhookEndpoint.id, outcome.endpointId))
    .for("no key update")
  if (health === undefined) return { ok: false }
  const kept = await releaseDelivery(transaction, outcome, nextStep(outcome.effect, health.enabled))
  if (!kept) return { ok: false }
  await transaction
    .insert(webhookDeliveryAttempt)
    .values({ deliveryId: outcome.deliveryId, ...outcome.attempt, n: outcome.attempt.number })
  return { ok: true, disabled: await recordHealth(transaction, outcome, health) }
}

/** Sets aside a delivery that cannot be built or signed, without an attempt. False: the lease was lost. */
export function parkDelivery(
  transaction: Transaction,
  delivery: { readonly deliveryId: string; readonly leaseToken: string },
): Promise<boolean> {
  return releaseDelivery(transaction, delivery, { state: "parked" })
}

type Step = Pick<typeof webhookDelivery.$inferInsert, "nextAt"> & {
  readonly state: "pending" | "delivered" | "exhausted" | "parked"
}

function nextStep(effect: DeliveryEffect, enabled: boolean): Step {
  switch (effect.kind) {
    case "delivered":
    case "exhausted":
      return { state: effect.kind }
    case "gone":
      return { state: "parked" }
    case "retry":
      return enabled ? { state: "pending", nextAt: effect.at } : { state: "parked" }
  }
}

async function releaseDelivery(
  transaction: Transaction,
  held: {
    readonly deliveryId: string
    readonly leaseToken: string
    readonly attempt?: { readonly number: number }
  },
  step: Step,
): Promise<boolean> {
  const attempts = held.attempt === undefined ? {} : { attempts: held.attempt.number }
  const released = await transaction
    .update(webhookDelivery)
    .set({ ...step, ...attempts, leaseToken: null, leaseUntil: null })
    .where(and(eq(webhookDelivery.id, held.deliveryId), eq(webhookDelivery.leaseToken, held.leaseToken)))
    .returning({ id: webhookDelivery.id })
  return released.length === 1
}

async function recordHealth(
  transaction: Transaction,
  outcome: DeliveryOutcome,
  health: { readonly enabled: boolean; readonly failingSince: Instant | null },
): Promise<DisabledReason | null> {
  const delivered = outcome.effect.kind === "delivered"
  if (delivered && health.failingSince === null) return null
  const failingSince = delivered ? null : (health.failingSince ?? outcome.at)
  const disabled = health.enabled ? reasonToDisable(outcome, failingSince) : null
  await transaction
    .update(webhookEndpoint)
    .set({
      failingSince,
      consecutiveFailures: delivered ? 0 : sql`${webhookEndpoint.consecutiveFailures} + 1`,
      ...(disabled === null ? {} : { enabled: false, disabledReason: disabled }),
    })
    .where(eq(webhookEndpoint.id, outcome.endpointId))
  if (disabled !== null) await parkQueue(transaction, outcome.endpointId)
  return disabled
}

/**
 * Sets an endpoint's waiting deliveries aside. What is beyond the limit stays pending: no claim takes it while the
 * endpoint is off.
 */
async function parkQueue(transaction: Transaction, endpointId: string): Promise<void> {
  await transaction.execute(sql`
    update webhook_delivery set state = 'parked', next_at = null
    where id in (
      select id from webhook_delivery where endpoint_id = ${endpointId} and state = 'pending'
      order by next_at, id limit ${maxParkedAtOnce}
    )`)
}

function reasonToDisable(outcome: DeliveryOutcome, failingSince: Instant | null): DisabledReason | null {
  if (outcome.effect.kind === "gone") return "gone"
  return failingSince !== null && failedTooLong(failingSince, outcome.at) ? "failing" : null
}
