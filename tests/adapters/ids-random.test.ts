import { describe, expect, it } from "vitest"
import { randomIds } from "#adapters/ids-random.ts"

describe("an id", () => {
  it("has 26 characters of base32hex", () => {
    for (let made = 0; made < 100; made += 1) expect(randomIds.next()).toMatch(/^[0-9a-v]{26}$/)
  })

  it("never comes twice", () => {
    const ids = Array.from({ length: 5_000 }, () => randomIds.next())
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("is random in every place, the last included", () => {
    const ids = Array.from({ length: 2_000 }, () => randomIds.next())
    for (let place = 0; place < 26; place += 1)
      expect(new Set(ids.map((id) => id.charAt(place))).size).toBe(32)
  })
})

describe("a fraction", () => {
  it("is spread over nought to one", () => {
    const fractions = Array.from({ length: 2_000 }, () => randomIds.fraction())
    expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...fractions)).toBeLessThan(1)
    expect(new Set(fractions.map((fraction) => Math.floor(fraction * 10))).size).toBe(10)
  })
})
