import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  addDays,
  dayNumber,
  type Instant,
  instant,
  type LondonDay,
  later,
  londonDateTime,
  londonDay,
  londonTime,
  longDate,
  parseDay,
} from "#domain/instant.ts"

function at(text: string): Instant {
  return instant(Date.parse(text))
}

function day(text: string): LondonDay {
  const parsed = parseDay(text)
  if (parsed === null) throw new Error(`no day: ${text}`)
  return parsed
}

describe("an instant", () => {
  it("is whole milliseconds", () => {
    expect(instant(1_795_478_400_000)).toBe(1_795_478_400_000)
    expect(() => instant(0.5)).toThrow(RangeError)
    expect(() => instant(Number.NaN)).toThrow(RangeError)
  })

  it("moves by whole milliseconds both ways", () => {
    expect(later(instant(1000), 500)).toBe(1500)
    expect(later(instant(1000), -1500)).toBe(-500)
    expect(later(instant(1000), 0.6)).toBe(1001)
  })
})

describe("the London clock", () => {
  it.each([
    ["winter, before midnight", "2026-11-23T23:59:59.999Z", "2026-11-23", "23:59"],
    ["winter, midnight", "2026-11-24T00:00:00Z", "2026-11-24", "00:00"],
    ["summer, before midnight", "2026-09-23T22:59:59.999Z", "2026-09-23", "23:59"],
    ["summer, midnight", "2026-09-23T23:00:00Z", "2026-09-24", "00:00"],
    ["clocks go back: the day starts in summer time", "2026-10-24T23:00:00Z", "2026-10-25", "00:00"],
    ["clocks go back: the last summer minute", "2026-10-25T00:59:59Z", "2026-10-25", "01:59"],
    ["clocks go back: the hour comes again", "2026-10-25T01:00:00Z", "2026-10-25", "01:00"],
    ["clocks go back: 25 hours end in winter time", "2026-10-25T23:59:59Z", "2026-10-25", "23:59"],
    ["clocks go back: the next day", "2026-10-26T00:00:00Z", "2026-10-26", "00:00"],
    ["clocks go forward: the day starts in winter time", "2027-03-28T00:00:00Z", "2027-03-28", "00:00"],
    ["clocks go forward: the last winter minute", "2027-03-28T00:59:59Z", "2027-03-28", "00:59"],
    ["clocks go forward: an hour is skipped", "2027-03-28T01:00:00Z", "2027-03-28", "02:00"],
    ["clocks go forward: 23 hours end in summer time", "2027-03-28T22:59:59Z", "2027-03-28", "23:59"],
    ["clocks go forward: the next day", "2027-03-28T23:00:00Z", "2027-03-29", "00:00"],
    ["New Year's Eve", "2026-12-31T23:59:59Z", "2026-12-31", "23:59"],
  ])("%s", (_, moment, london, time) => {
    expect(londonDay(at(moment))).toBe(london)
    expect(londonTime(at(moment))).toBe(time)
  })
})

describe("reading a day", () => {
  it.each(["2026-11-24", "2024-02-29", "2000-02-29", "1970-01-01", "9999-12-31"])("%s is a day", (text) => {
    expect(parseDay(text)).toBe(text)
  })

  it.each([
    "",
    "2026-02-29",
    "2100-02-29",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "0000-00-00",
    "2026-1-5",
    "26-01-05",
    "24/11/2026",
    "2026-11-24T00:00:00Z",
    " 2026-11-24",
    "2026-11-24\n",
    "２０２６-11-24",
  ])("%j is none", (text) => {
    expect(parseDay(text)).toBeNull()
  })
})

describe("counting days", () => {
  it.each([
    ["1970-01-01", 0],
    ["1969-12-31", -1],
    ["2000-03-01", 11_017],
    ["2024-02-29", 19_782],
    ["2026-11-24", 20_781],
  ])("%s is day %d", (text, number) => {
    expect(dayNumber(day(text))).toBe(number)
  })

  it.each([
    ["2026-11-10", 13, "2026-11-23"],
    ["2026-10-12", 13, "2026-10-25"],
    ["2027-03-15", 14, "2027-03-29"],
    ["2026-12-31", 1, "2027-01-01"],
    ["2024-03-01", -1, "2024-02-29"],
    ["2026-03-01", -1, "2026-02-28"],
  ])("%s and %d days is %s", (from, days, to) => {
    expect(addDays(day(from), days)).toBe(to)
  })

  it("agrees with the calendar of the language", () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (number) => {
        const text = addDays(day("1970-01-01"), number)
        expect(text).toBe(new Date(number * 86_400_000).toISOString().slice(0, 10))
        expect(dayNumber(text)).toBe(number)
        expect(parseDay(text)).toBe(text)
      }),
    )
  })

  it("days added and taken away cancel out", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: -3000, max: 3000 }),
        (start, days) => {
          const from = addDays(day("1970-01-01"), start)
          expect(addDays(addDays(from, days), -days)).toBe(from)
          expect(dayNumber(addDays(from, days)) - dayNumber(from)).toBe(days)
        },
      ),
    )
  })
})

describe("dates in words", () => {
  it.each([
    ["01", "January", "Ionawr"],
    ["02", "February", "Chwefror"],
    ["03", "March", "Mawrth"],
    ["04", "April", "Ebrill"],
    ["05", "May", "Mai"],
    ["06", "June", "Mehefin"],
    ["07", "July", "Gorffennaf"],
    ["08", "August", "Awst"],
    ["09", "September", "Medi"],
    ["10", "October", "Hydref"],
    ["11", "November", "Tachwedd"],
    ["12", "December", "Rhagfyr"],
  ])("month %s is %s, %s", (month, english, welsh) => {
    expect(longDate(day(`2026-${month}-04`), "en")).toBe(`4 ${english} 2026`)
    expect(longDate(day(`2026-${month}-04`), "cy")).toBe(`4 ${welsh} 2026`)
  })

  it("a moment has its London date and time", () => {
    expect(londonDateTime(at("2026-11-22T15:42:59Z"), "en")).toBe("22 November 2026, 15:42")
    expect(londonDateTime(at("2026-11-22T15:42:59Z"), "cy")).toBe("22 Tachwedd 2026, 15:42")
    expect(londonDateTime(at("2026-06-30T23:05:00Z"), "en")).toBe("1 July 2026, 00:05")
  })
})
