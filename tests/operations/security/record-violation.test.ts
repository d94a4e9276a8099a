import { expect, it } from "vitest"
import { recordViolation } from "#operations/security/record-violation.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

it("the first violation of its kind each day is warned of", async () => {
  const { outside } = till.council
  const violation = { directive: "script-src", blocked: "https://evil.example", page: "/pay" }
  await recordViolation(outside, violation)
  await recordViolation(outside, violation)
  expect(outside.lines).toEqual([
    { level: "warn", fields: violation, message: "a browser stopped something on a page" },
  ])
  outside.clock.advance(24 * 3_600_000)
  await recordViolation(outside, violation)
  expect(outside.lines).toHaveLength(2)
})
