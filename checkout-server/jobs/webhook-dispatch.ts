import type { Job } from "#jobs/job.ts"
import { deliverWebhooks } from "#operations/webhooks/deliver-webhooks.ts"

/** Runs side by side in one worker: a batch waits for its slowest receiver, the other lanes go on meanwhile. */
export const webhookDispatchLanes = 4

/** Sends what is due. A buyer learns of a payment about a period after it is committed. */
export const webhookDispatch: Job = {
  name: "webhook-dispatch",
  periodMilliseconds: 1_000,
  run: deliverWebhooks,
}
