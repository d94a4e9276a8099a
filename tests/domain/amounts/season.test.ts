import { expect, it } from "vitest"
import { priceOn } from "#domain/amounts/season.ts"
import { parseDay } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"

const gardenWaste = [
  { from: "01-01", unitPrice: exactPence(5600) },
  { from: "07-01", unitPrice: exactPence(4600) },
]

function priceOnDay(text: string, prices = gardenWaste) {
  const day = parseDay(text)
  if (day === null) throw new Error(`no day: ${text}`)
  return priceOn(prices, day)
}

it.each([
  ["2026-01-01", 5600],
  ["2026-06-30", 5600],
  ["2026-07-01", 4600],
  ["2026-12-31", 4600],
  ["2027-01-01", 5600],
  ["2028-02-29", 5600],
])("garden waste on %s costs %d", (day, price) => {
  expect(priceOnDay(day)).toBe(price)
})

it("prices may come in any order", () => {
  expect(priceOnDay("2026-06-30", gardenWaste.toReversed())).toBe(5600)
  expect(priceOnDay("2026-07-01", gardenWaste.toReversed())).toBe(4600)
})

it("a list without a price is a fault", () => {
  expect(() => priceOnDay("2026-07-01", [])).toThrow(RangeError)
  expect(() => priceOnDay("2026-06-30", gardenWaste.slice(1))).toThrow(RangeError)
})
