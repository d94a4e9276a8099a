import { loseUnanswered } from "#sandbox-acquirer/disputes/answer-dispute.ts"
import { openComplaints } from "#sandbox-acquirer/disputes/open-dispute.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import type { RefundRow } from "#sandbox-acquirer/store/rows.ts"
import { tellOfPayouts } from "#sandbox-acquirer/stripe/books/tell-of-payouts.ts"
import { keyLifeMilliseconds } from "./answer-once.ts"
import { refusePayment } from "./authorise.ts"
import { lockPayment, statusAt } from "./payment.ts"
import { tellOfRefund } from "./refund.ts"
import { closePayment } from "./void.ts"
import { unkeyed } from "./write.ts"

/** Rows handled by one pass; the next pass follows within a second. */
const batch = 100

/**
 * Does what time alone brings: lapses, late refusals, refunds that turn, disputes, payouts that arrive, keys too old
 * to keep. Returns how many rows it met.
 */
export async function settleDue(sql: Database, now: Date): Promise<number> {
  const lapsed = await closeLapsed(sql, now)
  const refused = await refuseLate(sql, now)
  const turned = await turnRefunds(sql, now)
  const disputes = (await openComplaints(sql, now)) + (await loseUnanswered(sql, now))
  const paidOut = await tellOfPayouts(sql, now)
  const keys = await sql`
    DELETE FROM idempotency_key WHERE key IN (
      SELECT key FROM idempotency_key WHERE created_at <= ${new Date(now.getTime() - keyLifeMilliseconds)}
      ORDER BY created_at LIMIT ${batch})`
  return lapsed + refused + turned + disputes + paidOut + keys.count
}

async function closeLapsed(sql: Database, now: Date): Promise<number> {
  const due = await sql<{ id: string }[]>`
    SELECT id FROM payment
    WHERE (status IN ('open', 'challenge') AND expires_at <= ${now})
       OR (status = 'authorised' AND authorised_until <= ${now})
    ORDER BY expires_at, id LIMIT ${batch}`
  for (const { id } of due) {
    await sql.begin(async (tx) => {
      const payment = await lockPayment(tx, id)
      const lapsed = payment !== null && payment.status !== "closed" && statusAt(payment, now) === "closed"
      if (lapsed) await closePayment(unkeyed({ tx, now }), payment)
    })
  }
  return due.length
}

/** The bank says no after all to a payment that it left open. */
async function refuseLate(sql: Database, now: Date): Promise<number> {
  const due = await sql<{ id: string }[]>`
    SELECT id FROM payment WHERE refuse_at <= ${now} ORDER BY refuse_at, id LIMIT ${batch}`
  for (const { id } of due) {
    await sql.begin(async (tx) => {
      const payment = await lockPayment(tx, id)
      if (payment?.status === "pending") await refusePayment(unkeyed({ tx, now }), payment, "generic_decline")
    })
  }
  return due.length
}

async function turnRefunds(sql: Database, now: Date): Promise<number> {
  const due = await sql<RefundRow[]>`
    SELECT * FROM refund WHERE next_at <= ${now} ORDER BY next_at, id LIMIT ${batch}`
  for (const refund of due) {
    await sql.begin(async (tx) => {
      const payment = await lockPayment(tx, refund.payment_id)
      const [turned] = await tx<RefundRow[]>`
        UPDATE refund SET status = next_status, next_status = NULL, next_at = NULL
        WHERE id = ${refund.id} AND next_at <= ${now} RETURNING *`
      if (payment && turned) await tellOfRefund(unkeyed({ tx, now }), payment, { ...turned, isNew: false })
    })
  }
  return due.length
}
