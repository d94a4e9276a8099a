import type { Job } from "#jobs/job.ts"
import { recoverChanges } from "#operations/recovery/recover-changes.ts"

/** Reads the acquirer's own list of what happened, in case we were not told or have lost it. */
export const changeRecovery: Job = {
  name: "change-recovery",
  periodMilliseconds: 60_000,
  run: recoverChanges,
}
