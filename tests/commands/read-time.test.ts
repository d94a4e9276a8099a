import { expect, it } from "vitest"
import { readTime } from "#commands/read-time.ts"

it.each([
  ["2026-11-22", Date.UTC(2026, 10, 22)],
  ["2026-11-22T09:30Z", Date.UTC(2026, 10, 22, 9, 30)],
  ["2026-11-22T09:30:15+01:00", Date.UTC(2026, 10, 22, 8, 30, 15)],
])("%s is a time", (text, time) => {
  expect(readTime(text)).toBe(time)
})

it.each(["", "yesterday", "22/11/2026", "2026-02-30T25:00Z", "2026-11-22T09:30", "1795000000"])(
  "%j is none",
  (text) => {
    expect(readTime(text)).toBeNull()
  },
)
