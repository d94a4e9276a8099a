import { unkeyed, type Write } from "#sandbox-acquirer/payments/write.ts"
import { payoutDayOf, payoutIdOf, utcDay } from "#sandbox-acquirer/settlements/payout-day.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import { queueEvents } from "#sandbox-acquirer/stripe/events/queue-event.ts"
import { findPayout, viewPayout } from "#sandbox-acquirer/stripe/views/payout.ts"

/** Payouts handled by one pass; the next pass follows within a second. */
const batch = 20

/** Something happens on this day whose money, if any, is to be told of when it has arrived. */
export async function expectPayout({ tx, now }: Pick<Write, "tx" | "now">): Promise<void> {
  const day = utcDay(now)
  await tx`
    INSERT INTO stripe_payout_day (payout_id, paid_on) VALUES (${payoutIdOf(day)}, ${payoutDayOf(day)})
    ON CONFLICT DO NOTHING`
}

/** Tells once of each payout that has arrived by `now`. Returns how many days it met. */
export async function tellOfPayouts(sql: Database, now: Date): Promise<number> {
  const arrived = await sql<{ payout_id: string }[]>`
    SELECT payout_id FROM stripe_payout_day WHERE told_at IS NULL AND paid_on <= ${utcDay(now)}
    ORDER BY paid_on, payout_id LIMIT ${batch}`
  for (const { payout_id } of arrived) {
    await sql.begin(async (tx) => {
      const first = await tx`
        UPDATE stripe_payout_day SET told_at = ${now} WHERE payout_id = ${payout_id} AND told_at IS NULL
        RETURNING payout_id`
      const payout = first.length === 0 ? null : await findPayout(tx, payout_id, now)
      if (!payout) return
      await queueEvents(unkeyed({ tx, now }), null, [
        { type: "payout.paid", object: viewPayout(payout, now) },
      ])
    })
  }
  return arrived.length
}
