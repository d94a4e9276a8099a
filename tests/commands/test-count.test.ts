import { describe, expect, it } from "vitest"
import { judge, plus, readCount, readVitestReport, summary } from "#commands/test-count.ts"

const three = { passed: 3, failed: 0, skipped: 0 }

describe("the summary", () => {
  it("names what was skipped only where something was", () => {
    expect(summary(three)).toBe("3 passed, 0 failed")
    expect(summary({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped")
  })

  it("adds up", () => {
    expect(plus(three, { passed: 1, failed: 2, skipped: 3 })).toEqual({ passed: 4, failed: 2, skipped: 3 })
  })
})

describe("a runner", () => {
  it("that ends well counts as it reports", () => {
    expect(judge(0, three)).toEqual(three)
  })

  it.each([
    ["crashed after a good report", 1, three, { passed: 3, failed: 1, skipped: 0 }],
    ["was killed", null, three, { passed: 3, failed: 1, skipped: 0 }],
    ["left no report", 0, null, { passed: 0, failed: 1, skipped: 0 }],
    ["ran nothing", 0, { passed: 0, failed: 0, skipped: 4 }, { passed: 0, failed: 1, skipped: 4 }],
    ["reported failures", 1, { passed: 1, failed: 2, skipped: 0 }, { passed: 1, failed: 2, skipped: 0 }],
  ])("that %s has failed", (_, code, report, count) => {
    expect(judge(code, report)).toEqual(count)
  })
})

describe("a report", () => {
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((each) => ({ status: each })),
  })
  const report = (testResults: object[]) =>
    JSON.stringify({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults })

  it("of vitest counts todo as skipped", () => {
    expect(readVitestReport(report([file("failed", "failed")]))).toEqual({ passed: 5, failed: 1, skipped: 3 })
  })

  it("of vitest counts a file that did not load", () => {
    expect(readVitestReport(report([file("failed", "failed"), file("failed")]))?.failed).toBe(2)
  })

  it("of the element tests is a count", () => {
    expect(readCount(`{"passed":3,"failed":0}`)).toEqual(three)
  })

  it.each(["", "{}", "null", `{"passed":-1,"failed":0}`])("that cannot be read is none: %j", (text) => {
    expect(readCount(text)).toBeNull()
    expect(readVitestReport(text)).toBeNull()
  })
})
