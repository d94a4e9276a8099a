import { expect, it } from "vitest"
import type { UtcDay } from "#domain/utc-day.ts"
import { listBooks } from "#operations/reconciliation/list-books.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const day = "2026-11-21" as UtcDay

it("a day's books are given twenty seconds", async () => {
  const { acquirer } = till.council.outside
  expect(await listBooks(till.council.outside, day)).toEqual({ day, lines: [], payouts: [], complete: true })
  expect(acquirer.calls.at(-1)).toMatchObject({
    operation: "list_settlements",
    subject: day,
    call: { timeoutMilliseconds: 20_000 },
  })
})

it("no answer is no books", async () => {
  const { acquirer } = till.council.outside
  acquirer.down = true
  expect(await listBooks(till.council.outside, day)).toBeNull()
  acquirer.down = false
})
