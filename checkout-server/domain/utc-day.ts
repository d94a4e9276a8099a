import type { Instant, LondonDay } from "#domain/instant.ts"
import { addDays, dayNumber, hourMilliseconds, instant, parseDay } from "#domain/instant.ts"

/** A calendar day in UTC, `YYYY-MM-DD`: what an acquirer's books are kept by. */
export type UtcDay = string & { readonly __brand: "UtcDay" }

const dayMilliseconds = 24 * hourMilliseconds
const first = "1970-01-01" as LondonDay

// A calendar is the same in London and in UTC: only its midnights differ.
const fromCalendar = (day: LondonDay): UtcDay => day as string as UtcDay
const calendar = (day: UtcDay): LondonDay => day as string as LondonDay

/** The UTC day that a moment falls on. */
export function utcDay(at: Instant): UtcDay {
  return fromCalendar(addDays(first, Math.floor(at / dayMilliseconds)))
}

/** The first moment of a day. */
export function startOfUtcDay(day: UtcDay): Instant {
  return instant(dayNumber(calendar(day)) * dayMilliseconds)
}

/** The day after. */
export function nextUtcDay(day: UtcDay): UtcDay {
  return fromCalendar(addDays(calendar(day), 1))
}

/** The day before. */
export function previousUtcDay(day: UtcDay): UtcDay {
  return fromCalendar(addDays(calendar(day), -1))
}

/** Reads `YYYY-MM-DD`; null where it is no day of the calendar. */
export function parseUtcDay(text: string): UtcDay | null {
  const day = parseDay(text)
  return day === null ? null : fromCalendar(day)
}
