import { hourMilliseconds, minuteMilliseconds } from "#domain/instant.ts"
import { processNotifications } from "#operations/acquirer-notifications/process-notifications.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { deliverWebhooks } from "#operations/webhooks/deliver-webhooks.ts"
import type { CrashStage } from "./stage.ts"

const jobs = [processNotifications, syncOperations, expirePayments, deliverWebhooks]

/** Minutes while answers are looked for, then hours until the last payment has run out of time. */
const steps = [
  ...Array.from({ length: 20 }, () => 2 * minuteMilliseconds),
  ...Array.from({ length: 40 }, () => 4 * hourMilliseconds),
]

/** Lets the process after the crash work until nothing is due. Throws where that takes longer than a week. */
export async function drain(stage: CrashStage): Promise<void> {
  for (const step of steps) {
    await work(stage)
    if (await isQuiet(stage)) return
    stage.advance(step)
  }
  throw new Error(`not quiet after a week: ${JSON.stringify(await unrest(stage))}`)
}

async function work(stage: CrashStage): Promise<void> {
  let done = 1
  for (let round = 0; done > 0 && round < 20; round += 1) {
    done = await stage.acquirerWorks()
    for (const job of jobs) done += await job(stage.outside)
  }
}

async function isQuiet(stage: CrashStage): Promise<boolean> {
  return Object.values(await unrest(stage)).every((count) => count === 0)
}

async function unrest({ sql }: CrashStage): Promise<Readonly<Record<string, number>>> {
  const [row] = await sql<Record<string, number>[]>`
    select
      (select count(*)::int from operation where state in ('prepared', 'sent', 'unknown', 'awaiting_payee')) as operations,
      (select count(*)::int from acquirer_notification where state = 'received') as notifications,
      (select count(*)::int from webhook_delivery where state in ('pending', 'sending')) as deliveries,
      (select count(*)::int from refund where state = 'submitted') as refunds,
      (select count(*)::int from payment where state not in
        ('captured', 'declined', 'expired', 'cancelled_by_payee', 'cancelled_by_service', 'failed')) as payments`
  return row ?? {}
}
