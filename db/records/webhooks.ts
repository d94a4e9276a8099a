import { sql } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { outboxEvent, webhookDelivery, webhookEndpoint } from "#db/schema/webhooks.ts"
import type { Instant } from "#domain/instant.ts"
import type { Mode } from "#domain/services/service.ts"
import { endpointSlots, unhealthyAfterFailures } from "#domain/webhooks/delivery.ts"

export type OutboxEvent = typeof outboxEvent.$inferInsert
export type NewWebhookEndpoint = Pick<
  typeof webhookEndpoint.$inferInsert,
  "id" | "buyerId" | "mode" | "url" | "secrets" | "eventTypes" | "createdAt"
>

/** Adds a receiver, enabled and healthy. `secrets` come sealed, the newest first. */
export async function insertWebhookEndpoint(
  transaction: Transaction,
  endpoint: NewWebhookEndpoint,
): Promise<void> {
  await transaction.insert(webhookEndpoint).values({ ...endpoint, enabled: true, consecutiveFailures: 0 })
}

/**
 * Writes an event and, in the same statement, one pending delivery for each enabled endpoint of its buyer and mode
 * that wants its type. A delivery's id is made of what makes it unique, for SQL has no randomness here.
 */
export async function insertOutboxEvent(transaction: Transaction, event: OutboxEvent): Promise<void> {
  const createdAt = sql.param(event.createdAt, outboxEvent.createdAt)
  await transaction.execute(sql`
    with told as (
      insert into outbox_event (id, type, buyer_id, service_id, mode, subject_id, sequence, body, created_at)
      values (${event.id}, ${event.type}, ${event.buyerId}, ${event.serviceId}, ${event.mode}, ${event.subjectId},
        ${event.sequence}, ${event.body}, ${createdAt})
      returning id, type, buyer_id, mode, created_at
    )
    insert into webhook_delivery (id, event_id, endpoint_id, wire_type, state, attempts, next_at)
    select 'whd_' || left(encode(sha256(convert_to(told.id || ' ' || endpoint.id || ' ' || told.type, 'UTF8')), 'hex'), 32),
      told.id, endpoint.id, told.type, 'pending', 0, told.created_at
    from told join webhook_endpoint endpoint
      on endpoint.buyer_id = told.buyer_id and endpoint.mode = told.mode and endpoint.enabled
      and (endpoint.event_types is null or told.type = any(endpoint.event_types))`)
}

/** How to claim: at most `limit` rows, held by `leaseToken` until `leaseUntil`. */
export interface DeliveryClaim {
  readonly now: Instant
  readonly leaseToken: string
  readonly leaseUntil: Instant
  readonly limit: number
}

/** A delivery that is ours to send until the lease ends. `secrets` are sealed. */
export interface ClaimedDelivery {
  readonly id: string
  readonly endpointId: string
  readonly eventId: string
  /** Attempts recorded before this one. */
  readonly attempts: number
  readonly url: string
  readonly mode: Mode
  readonly secrets: readonly string[]
  readonly body: string
}

/**
 * Takes due deliveries, each endpoint's oldest first and no more than its free slots, so that one long queue delays
 * no other. Deliveries whose lease ran out are due again. Two claims at once never get the same row.
 */
export async function claimDueDeliveries(
  transaction: Transaction,
  claim: DeliveryClaim,
): Promise<readonly ClaimedDelivery[]> {
  const now = sql.param(claim.now, webhookDelivery.nextAt)
  await transaction.execute(sql`
    update webhook_delivery set state = 'pending', next_at = ${now}, lease_token = null, lease_until = null
    where id in (
      select id from webhook_delivery where state = 'sending' and lease_until <= ${now}
      order by id limit ${claim.limit} for update skip locked
    )`)
  const ready = await lockReadyEndpoints(transaction, claim)
  if (ready.length === 0) return []
  // A statement of its own: its snapshot is younger than the locks, so it counts every slot taken before them.
  return await transaction.execute<ClaimedDelivery & Record<string, unknown>>(sql`
    with due as (
      select oldest.id from webhook_endpoint endpoint
      cross join lateral (
        select id, next_at from webhook_delivery
        where endpoint_id = endpoint.id and state = 'pending' and next_at <= ${now}
        order by next_at, id limit greatest(0, ${freeSlots}) for update skip locked
      ) oldest
      where endpoint.id in ${ready}
      order by oldest.next_at, oldest.id limit ${claim.limit}
    )
    update webhook_delivery delivery set state = 'sending', next_at = null,
      lease_token = ${claim.leaseToken}, lease_until = ${sql.param(claim.leaseUntil, webhookDelivery.leaseUntil)}
    from due, webhook_endpoint endpoint, outbox_event event
    where delivery.id = due.id and endpoint.id = delivery.endpoint_id and event.id = delivery.event_id
    returning delivery.id, delivery.endpoint_id as "endpointId", delivery.event_id as "eventId", delivery.attempts,
      endpoint.url, endpoint.mode, endpoint.secrets, event.body`)
}

const freeSlots = sql.raw(`
  case when endpoint.consecutive_failures >= ${unhealthyAfterFailures}
    then ${endpointSlots.unhealthy} else ${endpointSlots.healthy} end
  - (select count(*) from webhook_delivery sending where sending.endpoint_id = endpoint.id and sending.state = 'sending')`)

/**
 * Locks endpoints that have something due and a slot free. `no key update` leaves the key share lock free that a
 * payment's transaction takes when it adds a delivery: neither ever waits for the other.
 */
async function lockReadyEndpoints(
  transaction: Transaction,
  claim: DeliveryClaim,
): Promise<readonly string[]> {
  const rows = await transaction.execute<{ id: string }>(sql`
    select endpoint.id from webhook_endpoint endpoint
    cross join lateral (
      select next_at from webhook_delivery
      where endpoint_id = endpoint.id and state = 'pending'
        and next_at <= ${sql.param(claim.now, webhookDelivery.nextAt)}
      order by next_at, id limit 1
    ) oldest
    where endpoint.enabled and ${freeSlots} > 0
    order by oldest.next_at, endpoint.id limit ${claim.limit}
    for no key update of endpoint skip locked`)
  return rows.map((row) => row.id)
}
