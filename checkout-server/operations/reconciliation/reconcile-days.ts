import type { AcquirerOutside, Outside } from "#checkout-server/outside.ts"
import { forEachAcquirer } from "#checkout-server/outside.ts"
import { findDaysToReconcile, findDaysToSeeAgain } from "#db/queries/reconciliation-days.ts"
import type { AcquirerName } from "#domain/acquirers/acquirer-account.ts"
import { acquirerOf } from "#domain/acquirers/acquirer-account.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import { nextUtcDay, startOfUtcDay, utcDay } from "#domain/utc-day.ts"
import { reconcileDay } from "#operations/reconciliation/reconcile-day.ts"

/** Days of one run: a new installation, or one that was down for long, catches up in a few. */
const mostDays = 7

/** Days with open differences that one run looks at again. */
const mostAgain = 31

/** How often a day with open differences is looked at again. */
const againMilliseconds = hourMilliseconds

/**
 * Books that stay open for so long after their day are told of: nothing later is reconciled meanwhile. Stripe's close
 * when the day's money has been paid out.
 */
const lateMilliseconds: Readonly<Record<AcquirerName, number>> = {
  sandbox: 12 * hourMilliseconds,
  stripe: 14 * 24 * hourMilliseconds,
}

/** Reconciles every closed day that is not yet, of every acquirer, oldest first. Returns how many there were. */
export async function reconcileDays(outside: Outside): Promise<number> {
  let done = 0
  await forEachAcquirer(outside, async (each) => {
    done += await reconcileDaysOf(each)
  })
  return done
}

async function reconcileDaysOf(outside: AcquirerOutside): Promise<number> {
  const acquirer = outside.acquirer.name
  const now = outside.clock.now()
  const days = await findDaysToReconcile(outside.db, { acquirer, today: utcDay(now), limit: mostDays })
  // What an earlier day's line was waiting for may be posted by now: else it would be missing from the next one's.
  const checkedBy = days.length > 0 ? now : later(now, -againMilliseconds)
  for (const day of await findDaysToSeeAgain(outside.db, { acquirer, checkedBy, limit: mostAgain })) {
    await reconcileDay(outside, day)
  }
  let done = 0
  for (const day of days) {
    const went = await reconcileDay(outside, day)
    if (went !== "reconciled") {
      const isLate = now - startOfUtcDay(nextUtcDay(day)) >= lateMilliseconds[acquirerOf(acquirer)]
      if (isLate) outside.log.error({ acquirer, day, went }, "a day cannot be reconciled")
      return done
    }
    done += 1
  }
  return done
}
