import { randomBytes } from "node:crypto"
import type postgres from "postgres"
import type { PaymentOwner } from "./orders.ts"

const alphabet = "0123456789abcdefghijklmnopqrstuv"
const idLength = 26
const lifeMs = 90 * 60_000

/** What a request asks for; nothing of it is checked. */
export interface BareRequest {
  readonly amount: number
  readonly reference: string
  readonly description: string
  readonly return_url: string
  readonly email: string
  readonly metadata: Readonly<Record<string, string>>
}

/** The same two rows as a created payment leaves, under the same constraints, in one statement. Answers the id. */
export async function bareCreate(
  sql: postgres.Sql,
  { buyerId, serviceId, mode }: PaymentOwner,
  asked: BareRequest,
): Promise<string> {
  const id = newId()
  const at = new Date()
  const expiresAt = new Date(at.getTime() + lifeMs)
  await sql`
    with born as (
      insert into payment (id, buyer_id, service_id, mode, acquirer, state, version, notices, amount, authorised,
        captured, refund_reserved, refunded, currency, reference, description, language, origin, return_url, email,
        metadata, delayed_capture, moto, attempts, challenged, created_at, expires_at)
      values (${id}, ${buyerId}, ${serviceId}, ${mode}, 'sandbox', 'created', 1, 0, ${asked.amount}, 0, 0, 0, 0, 'GBP',
        ${asked.reference}, ${asked.description}, 'en', 'api', ${asked.return_url}, ${asked.email},
        ${sql.json(asked.metadata)}, false, false, 0, false, ${at}, ${expiresAt})
      returning id, version, buyer_id, service_id, mode, state, created_at
    )
    insert into payment_event (payment_id, version, buyer_id, service_id, mode, event, from_state, to_state, door,
      operator_case, at)
    select id, version, buyer_id, service_id, mode, 'born', state, state, 'buyer', false, created_at from born`
  return id
}

function newId(): string {
  return Array.from(randomBytes(idLength), (byte) => alphabet[byte % alphabet.length]).join("")
}

/** The same for pgbench, which has no request to read: its values are its own, its id comes from the database. */
export function bareCreateScript({ buyerId, serviceId, mode }: PaymentOwner): string {
  return `with born as (
  insert into payment (id, buyer_id, service_id, mode, acquirer, state, version, notices, amount, authorised,
    captured, refund_reserved, refunded, currency, reference, description, language, origin, return_url, email,
    metadata, delayed_capture, moto, attempts, challenged, created_at, expires_at)
  values (left(md5(random()::text || clock_timestamp()::text), ${idLength}), '${buyerId}', '${serviceId}', '${mode}',
    'sandbox', 'created', 1, 0, 14250, 0, 0, 0, 0, 'GBP', 'INV-1', 'Hire of the main hall', 'en', 'api',
    'https://council.example/return', 'mair@council.example',
    '{"ledger_code": "20-1500-0000", "hall": "main"}', false, false, 0, false, now(), now() + interval '90 minutes')
  returning id, version, buyer_id, service_id, mode, state, created_at
)
insert into payment_event (payment_id, version, buyer_id, service_id, mode, event, from_state, to_state, door,
  operator_case, at)
select id, version, buyer_id, service_id, mode, 'born', state, state, 'buyer', false, created_at from born;
`
}
