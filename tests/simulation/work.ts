import { acquirerNotifications } from "#jobs/acquirer-notifications.ts"
import { changeRecovery } from "#jobs/change-recovery.ts"
import { idempotencyKeys } from "#jobs/idempotency-keys.ts"
import type { Job } from "#jobs/job.ts"
import { paymentExpiry } from "#jobs/payment-expiry.ts"
import { reconciliation } from "#jobs/reconciliation.ts"
import { unknownOutcomes } from "#jobs/unknown-outcomes.ts"
import { webhookDispatch } from "#jobs/webhook-dispatch.ts"
import type { World } from "./world.ts"

/** A job of the worker, how likely it runs next while anything may happen, and when it has something to do. */
export interface Work {
  readonly job: Job
  weight(world: World): number
  /** SQL for the moment of its next work; null where there is none. */
  due(world: World): string
}

/** Every job of `worker.ts`. A new one must be written here, or its work is never done in a simulation. */
export const works: readonly Work[] = [
  {
    job: unknownOutcomes,
    weight: ({ books, weather }) => (books.payments.size > 0 ? weather.sweep : 0.05),
    due: () => `select min(greatest(next_sync_at, lease_until)) from operation
      where state in ('prepared', 'sent', 'unknown', 'awaiting_payee')`,
  },
  {
    job: acquirerNotifications,
    weight: ({ notices, announced }) => (announced > notices.length ? 0.4 : 0.05),
    due: () => "select min(next_at) from acquirer_notification where state = 'received'",
  },
  {
    job: paymentExpiry,
    weight: ({ now, quietUntil }) => (now > quietUntil ? 0.5 : 0.05),
    due: () =>
      `select min(expires_at) from payment where state in ('created', 'started', 'challenge_required', 'capturable')`,
  },
  {
    job: webhookDispatch,
    weight: () => 0.2,
    due: () =>
      "select min(coalesce(next_at, lease_until)) from webhook_delivery where state in ('pending', 'sending')",
  },
  {
    job: changeRecovery,
    weight: ({ books }) => (books.newestChange !== null ? 0.15 : 0.02),
    due: ({ books, now }) => `select to_timestamp(${now / 1000})
      where '${books.newestChange ?? ""}' <> coalesce((select cursor from acquirer_cursor), '')`,
  },
  {
    job: idempotencyKeys,
    weight: () => 0.03,
    due: () => "select null::timestamptz",
  },
  {
    // The acquirer's books are never closed in a simulation: other tests reconcile them.
    job: reconciliation,
    weight: () => 0.02,
    due: () => "select null::timestamptz",
  },
]
