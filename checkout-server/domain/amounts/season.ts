import type { LondonDay } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"

/** A price from a day of the year on: `from` is `MM-DD`. */
interface SeasonPrice {
  readonly from: string
  readonly unitPrice: Pence
}

/** The price on a day: that of the latest `from` reached in the day's year. Throws where none starts on `01-01`: a bug. */
export function priceOn(prices: readonly SeasonPrice[], day: LondonDay): Pence {
  const monthAndDate = day.slice("YYYY-".length)
  const reached = prices.filter((price) => price.from <= monthAndDate)
  const latest = reached.toSorted((a, b) => (a.from < b.from ? 1 : -1))[0]
  if (!latest) throw new RangeError(`no price on ${day}`)
  return latest.unitPrice
}
