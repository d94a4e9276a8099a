import * as v from "valibot"

/** How many tests ended how. */
export interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Nothing yet. */
export const noCount: Count = { passed: 0, failed: 0, skipped: 0 }

/** Both together. */
export function plus(one: Count, other: Count): Count {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}

/** `N passed, N failed`, and `, N skipped` where there are any. */
export function summary(count: Count): string {
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ""
  return `${count.passed} passed, ${count.failed} failed${skipped}`
}

/**
 * What to count for a runner that ended with `code` and left `report`. A runner that crashed, left no report, or ran
 * nothing has failed once, whatever it says.
 */
export function judge(code: number | null, report: Count | null): Count {
  const count = report ?? noCount
  const ran = count.passed + count.failed > 0
  const silentFailure = count.failed === 0 && (code !== 0 || !ran)
  return silentFailure ? { ...count, failed: 1 } : count
}

/** Reads what vitest's `json` reporter wrote; a file that could not be loaded counts as one failed test. null: unreadable. */
export function readVitestReport(text: string): Count | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), VitestReport), text)
  if (!parsed.success) return null
  const report = parsed.output
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Reads `{"passed", "failed", "skipped"}`, as the element tests write it. null: unreadable. */
export function readCount(text: string): Count | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), PlainCount), text)
  return parsed.success ? parsed.output : null
}

const amount = v.pipe(v.number(), v.integer(), v.minValue(0))

const PlainCount = v.object({ passed: amount, failed: amount, skipped: v.optional(amount, 0) })

const VitestReport = v.object({
  numPassedTests: amount,
  numFailedTests: amount,
  numPendingTests: amount,
  numTodoTests: amount,
  testResults: v.array(
    v.object({ status: v.string(), assertionResults: v.array(v.object({ status: v.string() })) }),
  ),
})
