import type postgres from "postgres"
import type { PaymentOwner } from "./orders.ts"

/** As long as the webhook of a paid payment. */
export const webhookBody = JSON.stringify({ type: "payment.captured", data: { text: "x".repeat(900) } })

/** Gives the demo council as many endpoints as asked for, each a copy of the first with a path of its own. */
export async function addEndpoints(sql: postgres.Sql, count: number): Promise<void> {
  await sql`
    insert into webhook_endpoint (id, buyer_id, mode, url, secrets, event_types, enabled, consecutive_failures, created_at)
    select id || '-' || n, buyer_id, mode, url || '/' || n, secrets, event_types, true, 0, created_at
    from webhook_endpoint cross join generate_series(2, ${count}) n`
}

/**
 * Writes events that are due now to the first `endpoints` endpoints, `count` deliveries in all, as if as many payments
 * had been paid at once. Answers how many deliveries that are.
 */
export async function oweWebhooks(
  sql: postgres.Sql,
  owed: { readonly owner: PaymentOwner; readonly endpoints: number; readonly count: number },
): Promise<number> {
  const { buyerId, serviceId, mode } = owed.owner
  const [before] = await sql<{ events: number }[]>`select count(*)::int as events from outbox_event`
  const first = (before?.events ?? 0) + 1
  const last = first + Math.ceil(owed.count / owed.endpoints) - 1
  const deliveries = await sql`
    with told as (
      insert into outbox_event (id, type, buyer_id, service_id, mode, subject_id, sequence, body, created_at)
      select 'evt_' || left(md5('event ' || n), 26), 'payment.captured', ${buyerId}, ${serviceId}, ${mode},
        'subject ' || n, 1, ${webhookBody}, now()
      from generate_series(${first}::int, ${last}::int) n
      returning id, type, created_at
    ), endpoint as (
      select id from webhook_endpoint order by length(id), id limit ${owed.endpoints}
    )
    insert into webhook_delivery (id, event_id, endpoint_id, wire_type, state, attempts, next_at)
    select 'whd_' || left(md5(told.id || endpoint.id), 32), told.id, endpoint.id, told.type, 'pending', 0, told.created_at
    from told cross join endpoint
    returning id`
  return deliveries.length
}
