import { expect, it } from "vitest"
import { payoutDayOf, utcDay } from "#sandbox-acquirer/settlements/payout-day.ts"

it.each([
  ["a Monday", "2026-11-23", "2026-11-25"],
  ["a Wednesday", "2026-11-25", "2026-11-27"],
  ["a Thursday", "2026-11-26", "2026-11-30"],
  ["a Friday", "2026-11-27", "2026-12-01"],
  ["a Saturday", "2026-11-28", "2026-12-01"],
  ["a Sunday", "2026-11-29", "2026-12-01"],
  ["the end of a year", "2026-12-31", "2027-01-04"],
])("what moves on %s, %s, is paid out on %s", (_, day, paidOn) => {
  expect(payoutDayOf(day)).toBe(paidOn)
})

it("days are those of UTC, in summer too", () => {
  expect(utcDay(new Date("2026-07-01T23:59:59.999Z"))).toBe("2026-07-01")
  expect(utcDay(new Date("2026-07-02T00:30:00+01:00"))).toBe("2026-07-01")
})
