import { sql } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { reconciliationDay } from "#db/schema/reconciliation.ts"
import type { Instant } from "#domain/instant.ts"
import type { UtcDay } from "#domain/utc-day.ts"

/**
 * Days before `today` that are not reconciled, oldest first: from the day before the oldest posting, because the
 * acquirer's clock may have been behind ours at midnight.
 */
export async function findDaysToReconcile(
  reader: Reader,
  search: { readonly acquirer: string; readonly today: UtcDay; readonly limit: number },
): Promise<readonly UtcDay[]> {
  const { acquirer, today, limit } = search
  const rows = await reader.execute<{ day: UtcDay }>(sql`
    select to_char(midnight, 'YYYY-MM-DD') as day
    from generate_series(
      (select min(posting.posted_at at time zone 'UTC')::date - 1 from ledger_transaction posting
        join payment on payment.id = posting.payment_id where payment.acquirer = ${acquirer})::timestamp,
      ${today}::date - 1, interval '1 day') midnight
    where not exists (select 1 from reconciliation_day done where done.acquirer = ${acquirer} and done.day = midnight::date)
    order by midnight limit ${limit}`)
  return rows.map(({ day }) => day)
}

/**
 * Reconciled days with differences that nobody has ended and that were last looked at by then, longest ago first. A
 * payout that is not the sum of its lines concerns the days of its lines, where one may be written late, and its own:
 * looked at since its case was opened, and over by then.
 */
export async function findDaysToSeeAgain(
  reader: Reader,
  search: { readonly acquirer: string; readonly checkedBy: Instant; readonly limit: number },
): Promise<readonly UtcDay[]> {
  const { acquirer, limit } = search
  const checkedBy = sql.param(search.checkedBy, reconciliationDay.checkedAt)
  const rows = await reader.execute<{ day: UtcDay }>(sql`
    select to_char(done.day, 'YYYY-MM-DD') as day
    from reconciliation_day done
    where done.acquirer = ${acquirer} and done.checked_at <= ${checkedBy} and exists (
      select 1 from operator_case open
      where open.reason = 'settlement_difference' and open.closed_at is null and (
        exists (select 1 from reconciliation_item item
          where item.acquirer = done.acquirer and item.day = done.day
            and (item.line_id = open.subject_id and item.state <> 'matched' or item.payout_id = open.subject_id))
        or open.payment_id is null and done.checked_at >= open.opened_at
          and done.day <= (open.opened_at at time zone 'UTC')::date
          and not exists (select 1 from reconciliation_item line
            where line.acquirer = done.acquirer and line.line_id = open.subject_id)))
    order by done.checked_at, done.day limit ${limit}`)
  return rows.map(({ day }) => day)
}

/** Whether any day was held against its books yet, of whatever acquirer. */
export async function wasEverReconciled(reader: Reader): Promise<boolean> {
  const rows = await reader.select({ day: reconciliationDay.day }).from(reconciliationDay).limit(1)
  return rows.length > 0
}
