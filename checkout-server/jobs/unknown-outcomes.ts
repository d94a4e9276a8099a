import type { Job } from "#jobs/job.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"

/** Asks the acquirer about operations that have no answer yet. */
export const unknownOutcomes: Job = {
  name: "unknown-outcomes",
  periodMilliseconds: 1000,
  run: syncOperations,
}
