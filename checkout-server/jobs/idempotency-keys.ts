import type { Job } from "#jobs/job.ts"
import { forgetOldAnswers } from "#operations/idempotency/forget-old-answers.ts"

/** Forgets the answers to keyed requests after their life. */
export const idempotencyKeys: Job = {
  name: "idempotency-keys",
  periodMilliseconds: 30_000,
  run: forgetOldAnswers,
}
