import { expect, it } from "vitest"
import { findFirstSequence, findPlace } from "#db/queries/recovery.ts"
import { recordCursor } from "#db/records/acquirer-cursors.ts"
import { instant } from "#domain/instant.ts"
import { aNewPayment, openEntry } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

it("a place is kept by acquirer, the last one, also where nothing names it", async () => {
  const { db } = till.council.outside
  expect(await findPlace(db, "sandbox")).toBeNull()
  for (const [index, cursor] of ["chg_1", "chg_2", null].entries()) {
    const place = { cursor, readAt: instant(index) }
    await db.transaction((transaction) => recordCursor(transaction, { acquirer: "sandbox", ...place }))
    expect(await findPlace(db, "sandbox")).toEqual(place)
  }
  expect(await findPlace(db, "another")).toBeNull()
})

it("the first sequence of a payment's attempts is its lowest", async () => {
  const { db, acquirer } = till.council.outside
  const payment = await aNewPayment(till.council)
  expect(await findFirstSequence(db, payment.id)).toBe(1)
  await openEntry(till.council, payment.id)
  acquirer.script.push(() => ({ kind: "refused", reason: "declined", evidence: {} }))
  await till.pay(payment.id)
  await openEntry(till.council, payment.id)
  expect(await findFirstSequence(db, payment.id)).toBe(1)
  await till.sql`update acquirer_object set sequence = -1 where payment_id = ${payment.id} and sequence = 1`
  expect(await findFirstSequence(db, payment.id)).toBe(-1)
})
