import { expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { nextUtcDay, parseUtcDay, previousUtcDay, startOfUtcDay, utcDay } from "#domain/utc-day.ts"

it("a day begins and ends at midnight UTC, in summer too", () => {
  const start = Date.UTC(2026, 6, 1)
  expect(utcDay(instant(start))).toBe("2026-07-01")
  expect(utcDay(instant(start - 1))).toBe("2026-06-30")
  expect(startOfUtcDay(utcDay(instant(start)))).toBe(start)
})

it("days follow each other over months, years and leap days", () => {
  for (const [day, next] of [
    ["2026-11-30", "2026-12-01"],
    ["2026-12-31", "2027-01-01"],
    ["2028-02-28", "2028-02-29"],
    ["2028-02-29", "2028-03-01"],
  ]) {
    const read = parseUtcDay(day ?? "")
    expect(read && nextUtcDay(read)).toBe(next)
    expect(read && previousUtcDay(nextUtcDay(read))).toBe(day)
  }
})

it.each(["", "2026-02-30", "2026-1-1", "tomorrow", "2026-11-22T00:00Z"])("%j is no day", (text) => {
  expect(parseUtcDay(text)).toBeNull()
})
