import { writeFileSync } from "node:fs"
import type { Reporter, TestSession } from "@web/test-runner"

/** What the test command adds up. */
export interface ResultCount {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Writes the count to the file that `WTR_RESULT_FILE` names, where it names one. */
export function resultFileReporter(): Reporter {
  return {
    stop({ sessions }) {
      const { WTR_RESULT_FILE: path } = process.env
      if (path) writeFileSync(path, JSON.stringify(countResults([...sessions])))
    },
  }
}

/** Adds up sessions. A file that failed without a failed test, as one that did not load, is one failure. */
export function countResults(sessions: readonly CountedSession[]): ResultCount {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, testResults } of sessions) {
    const tests = testResults ? testsOf(testResults) : []
    const failed = tests.filter((test) => !test.skipped && !test.passed).length
    const skipped = tests.filter((test) => test.skipped).length
    total.passed += tests.length - failed - skipped
    total.skipped += skipped
    total.failed += passed ? failed : Math.max(failed, 1)
  }
  return total
}

/** The part of a session that is counted. */
interface CountedSession {
  readonly passed?: boolean | undefined
  readonly testResults?: CountedSuite | undefined
}

interface CountedSuite {
  readonly tests: readonly Pick<TestResult, "passed" | "skipped">[]
  readonly suites: readonly CountedSuite[]
}

type TestResult = NonNullable<TestSession["testResults"]>["tests"][number]

function testsOf(suite: CountedSuite): CountedSuite["tests"] {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)]
}
