import type { Job } from "#jobs/job.ts"
import { reconcileDays } from "#operations/reconciliation/reconcile-days.ts"

/** Holds the acquirer's books against the ledger, soon after each day is closed. */
export const reconciliation: Job = {
  name: "reconciliation",
  periodMilliseconds: 300_000,
  run: reconcileDays,
}
