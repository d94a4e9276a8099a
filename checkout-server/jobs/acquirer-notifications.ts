import type { Job } from "#jobs/job.ts"
import { processNotifications } from "#operations/acquirer-notifications/process-notifications.ts"

/** Works off what the acquirer told us. */
export const acquirerNotifications: Job = {
  name: "acquirer-notifications",
  periodMilliseconds: 500,
  run: processNotifications,
}
