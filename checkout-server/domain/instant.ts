/** A moment: whole milliseconds since 1970-01-01T00:00:00Z, as the database and the wire both keep them. */
export type Instant = number & { readonly __brand: "Instant" }

/** A calendar day in Europe/London, `YYYY-MM-DD`. */
export type LondonDay = string & { readonly __brand: "LondonDay" }

/** The two languages of every page and of every word a payee reads. */
export const languages = ["en", "cy"] as const
export type Language = (typeof languages)[number]

export const secondMilliseconds = 1000
export const minuteMilliseconds = 60 * secondMilliseconds
export const hourMilliseconds = 60 * minuteMilliseconds

/** A day without a clock change. London days are counted with `addDays`, never with this. */
const dayMilliseconds = 24 * hourMilliseconds

/** Whole milliseconds since 1970 as an instant. Throws on a fraction: a bug. */
export function instant(milliseconds: number): Instant {
  if (!Number.isSafeInteger(milliseconds)) throw new RangeError(`not an instant: ${milliseconds}`)
  return milliseconds as Instant
}

/** The instant `milliseconds` after (or, negative, before) `from`. */
export function later(from: Instant, milliseconds: number): Instant {
  return instant(from + Math.round(milliseconds))
}

const londonClock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
})

function londonParts(at: Instant): Readonly<Record<string, string>> {
  return Object.fromEntries(londonClock.formatToParts(at).map((part) => [part.type, part.value]))
}

/** The London calendar day that `at` falls on. */
export function londonDay(at: Instant): LondonDay {
  const { year, month, day } = londonParts(at)
  return `${year}-${month}-${day}` as LondonDay
}

/** The London wall-clock time of `at`, `15:42`. */
export function londonTime(at: Instant): string {
  const { hour, minute } = londonParts(at)
  return `${hour}:${minute}`
}

const longDates: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  en: longDateFormat("en-GB"),
  cy: longDateFormat("cy-GB"),
}

/** In UTC, because a day is formatted by the UTC midnight that carries its name. */
function longDateFormat(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" })
}

/** The day in words, `24 November 2026` or `24 Tachwedd 2026`. */
export function longDate(day: LondonDay, language: Language): string {
  return longDates[language].format(dayNumber(day) * dayMilliseconds)
}

/** The London date and time in words, `22 November 2026, 15:42`. */
export function londonDateTime(at: Instant, language: Language): string {
  return `${longDate(londonDay(at), language)}, ${londonTime(at)}`
}

/** Reads `YYYY-MM-DD`; null where it is no day of the calendar. */
export function parseDay(text: string): LondonDay | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const day = text as LondonDay
  // A day that is not in the calendar (30 February) has the number of another one.
  return dayOfNumber(dayNumber(day)) === day ? day : null
}

/** Days since 1970-01-01 of a proleptic Gregorian day: differences between two give whole days. */
export function dayNumber(day: LondonDay): number {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  const date = Number(day.slice(8))
  // Counting from 1 March puts the leap day last, so that one formula serves every year.
  const marchYear = month > 2 ? year : year - 1
  const marchMonth = (month + 9) % 12
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + date - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The day `days` after (or, negative, before) `day`. */
export function addDays(day: LondonDay, days: number): LondonDay {
  return dayOfNumber(dayNumber(day) + days)
}

function dayOfNumber(number: number): LondonDay {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const date = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return [year.toString().padStart(4, "0"), two(month), two(date)].join("-") as LondonDay
}

function two(value: number): string {
  return value.toString().padStart(2, "0")
}
