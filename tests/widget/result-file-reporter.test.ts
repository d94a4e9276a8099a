import { describe, expect, it } from "vitest"
import { countResults } from "#tests/widget/result-file-reporter.ts"

const good = { passed: true, skipped: false }
const bad = { passed: false, skipped: false }
const left = { passed: false, skipped: true }

describe("counting element tests", () => {
  it("adds nested suites and files up", () => {
    const inner = { tests: [good, bad, left], suites: [] }
    const first = { passed: false, testResults: { tests: [good], suites: [inner] } }
    const second = { passed: true, testResults: { tests: [good], suites: [] } }
    expect(countResults([first, second])).toEqual({ passed: 3, failed: 1, skipped: 1 })
  })

  it("counts a file that did not load", () => {
    expect(countResults([{ passed: false }])).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it("counts a file that broke beside its tests", () => {
    const session = { passed: false, testResults: { tests: [good], suites: [] } }
    expect(countResults([session])).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })
})
