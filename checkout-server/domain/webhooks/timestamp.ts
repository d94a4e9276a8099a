import type { Instant } from "#domain/instant.ts"
import {
  addDays,
  dayNumber,
  hourMilliseconds,
  instant,
  londonDay,
  minuteMilliseconds,
  parseDay,
  secondMilliseconds,
} from "#domain/instant.ts"

const dayMilliseconds = 24 * hourMilliseconds
/** London's clocks were ahead of UTC then, so the day is 1970-01-01 in both. */
const epochDay = londonDay(instant(0))
const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const httpDateShape = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/

/** RFC 3339 in UTC with milliseconds: `2026-11-22T09:30:00.000Z`. */
export function utcTimestamp(at: Instant): string {
  const days = Math.floor(at / dayMilliseconds)
  const rest = at - days * dayMilliseconds
  const [hours, minutes, seconds] = [
    Math.floor(rest / hourMilliseconds),
    Math.floor((rest % hourMilliseconds) / minuteMilliseconds),
    Math.floor((rest % minuteMilliseconds) / secondMilliseconds),
  ].map((part) => part.toString().padStart(2, "0"))
  const milliseconds = (rest % secondMilliseconds).toString().padStart(3, "0")
  return `${addDays(epochDay, days)}T${hours}:${minutes}:${seconds}.${milliseconds}Z`
}

/** Reads an HTTP date of the one form that senders may write (RFC 9110 §5.6.7, IMF-fixdate); null for anything else. */
export function parseHttpDate(text: string): Instant | null {
  const match = httpDateShape.exec(text)
  if (!match) return null
  const [, date = "", monthName = "", year = "", hours, minutes, seconds] = match
  const month = (monthNames.indexOf(monthName) + 1).toString().padStart(2, "0")
  const day = parseDay(`${year}-${month}-${date}`)
  const time = [Number(hours), Number(minutes), Number(seconds)] as const
  if (day === null || time[0] > 23 || time[1] > 59 || time[2] > 59) return null
  const days = dayNumber(day)
  return instant(
    days * dayMilliseconds +
      time[0] * hourMilliseconds +
      time[1] * minuteMilliseconds +
      time[2] * secondMilliseconds,
  )
}
