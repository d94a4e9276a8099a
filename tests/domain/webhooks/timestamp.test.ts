import { describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { parseHttpDate, utcTimestamp } from "#domain/webhooks/timestamp.ts"

const moments = [
  "1970-01-01T00:00:00.000Z",
  "1999-12-31T23:59:59.999Z",
  "2024-02-29T12:00:00.001Z",
  "2026-07-01T00:30:00.000Z",
  "2026-11-22T09:30:00.000Z",
]

describe("timestamps", () => {
  it.each(moments)("%s is written as the platform writes it", (text) => {
    expect(utcTimestamp(instant(Date.parse(text)))).toBe(text)
  })

  it.each(moments)("%s is read back from its HTTP date", (text) => {
    const milliseconds = Date.parse(text)
    expect(parseHttpDate(new Date(milliseconds).toUTCString())).toBe(Math.floor(milliseconds / 1000) * 1000)
  })

  it.each([
    "",
    "soon",
    "2026-11-22T09:30:00Z",
    "Sun, 22 Nov 2026 09:30:00 BST",
    "Sun, 31 Feb 2026 09:30:00 GMT",
    "Sun, 22 Foo 2026 09:30:00 GMT",
    "Sun, 22 Nov 2026 24:30:00 GMT",
    "Sun, 22 Nov 2026 09:60:00 GMT",
    "Sun, 22 Nov 2026 09:30:61 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
  ])("%j is no HTTP date", (text) => {
    expect(parseHttpDate(text)).toBeNull()
  })
})
