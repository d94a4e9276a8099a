import { type Answer, failure } from "#sandbox-acquirer/payments/write.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import { utcDay } from "./payout-day.ts"
import type { LineKind } from "./settlement-line.ts"

/** Well under the megabyte that a caller may read; a fuller day says that it is not complete. */
const lineMax = 2_000
const dayMilliseconds = 86_400_000
/** What began just before midnight is committed by then: longer than any transaction may take. */
const closingMilliseconds = 15_000

interface LineRow {
  readonly id: string
  readonly kind: LineKind
  readonly payment_id: string
  readonly reference: string
  readonly refund_id: string | null
  readonly dispute_id: string | null
  readonly gross: number
  readonly fee: number
  readonly net: number
  readonly currency: string
  readonly payout_id: string
  readonly occurred_at: Date
}

/**
 * The books of one UTC day, `YYYY-MM-DD`: the lines of what moved on it, and the payouts paid on it. `complete` is
 * false until the day is over. 400 where there is no such day.
 */
export async function settlementDay(sql: Database, day: string, now: Date): Promise<Answer> {
  const starts = new Date(`${day}T00:00:00Z`)
  // 30 February is a day to some parsers.
  if (Number.isNaN(starts.getTime()) || utcDay(starts) !== day) return failure(400, "invalid_request")
  const ends = new Date(starts.getTime() + dayMilliseconds)
  const lines = await sql<LineRow[]>`
    SELECT l.id, l.kind, l.payment_id, p.reference, l.refund_id, l.dispute_id, l.gross, l.fee, l.net, p.currency,
      l.payout_id, l.occurred_at
    FROM settlement_line l JOIN payment p ON p.id = l.payment_id
    WHERE p.face = 'native' AND l.occurred_at >= ${starts} AND l.occurred_at < ${ends}
    ORDER BY l.occurred_at, l.id LIMIT ${lineMax + 1}`
  // A payout of a day to come has not been paid.
  const payouts = await sql`
    SELECT l.payout_id AS id, sum(l.net)::int AS amount, p.currency, l.paid_on::text AS paid_on
    FROM settlement_line l JOIN payment p ON p.id = l.payment_id
    WHERE p.face = 'native' AND l.paid_on = ${day} AND ${starts <= now}
    GROUP BY l.payout_id, p.currency, l.paid_on ORDER BY l.payout_id`
  const over = now.getTime() >= ends.getTime() + closingMilliseconds
  return {
    status: 200,
    body: {
      day,
      lines: lines.slice(0, lineMax),
      payouts: [...payouts],
      complete: over && lines.length <= lineMax,
    },
  }
}
