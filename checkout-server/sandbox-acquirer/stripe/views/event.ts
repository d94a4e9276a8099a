import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { StripeObject } from "#sandbox-acquirer/stripe/stripe-object.ts"

/** How long an event can be read. */
export const eventDays = 30

/** An event as it was sent, but for how many receivers still wait for it; null where unknown. */
export async function findEvent(sql: Database | Transaction, id: string): Promise<StripeObject | null> {
  const [row] = await sql<{ body: string; next_attempt_at: Date | null }[]>`
    SELECT body, next_attempt_at FROM notification WHERE id = ${id} AND face = 'stripe'`
  if (!row) return null
  return { ...JSON.parse(row.body), pending_webhooks: row.next_attempt_at === null ? 0 : 1 }
}
