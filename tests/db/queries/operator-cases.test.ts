import { describe, expect, it } from "vitest"
import {
  countOpenCases,
  findCase,
  findOpenCases,
  hasOpenCase,
  isKnownCase,
} from "#db/queries/operator-cases.ts"
import { closeOperatorCase, openOperatorCase } from "#db/records/operator-cases.ts"
import { later } from "#domain/instant.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import { aNewPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

async function open(id: string, reason: OperatorReason, facts: { after?: number; payment?: string } = {}) {
  const { db, clock } = till.council.outside
  await db.transaction((transaction) =>
    openOperatorCase(transaction, {
      id,
      reason,
      subjectId: `of ${id}`,
      paymentId: facts.payment ?? null,
      openedAt: later(clock.now(), facts.after ?? 0),
    }),
  )
}

async function close(id: string, reason: OperatorReason) {
  const { db, clock } = till.council.outside
  await db.transaction((transaction) =>
    closeOperatorCase(transaction, {
      reason,
      subjectId: `of ${id}`,
      closedAt: clock.now(),
      closedBy: "Nia Rees",
      evidence: "ticket 81",
    }),
  )
}

describe("cases", () => {
  it("are found open, the oldest first, and counted by reason", async () => {
    const { db } = till.council.outside
    expect(await findOpenCases(db, 10)).toEqual([])
    expect(await countOpenCases(db)).toEqual(new Map())
    const payment = await aNewPayment(till.council)
    await open("second", "refund_unclear", { after: 5, payment: payment.id })
    await open("first", "refund_unclear")
    await open("same time", "contradiction", { after: 5 })
    await open("ended", "reversal_failed", { after: 1 })
    await close("ended", "reversal_failed")
    const found = await findOpenCases(db, 10)
    expect(found.map(({ id }) => id)).toEqual(["first", "same time", "second"])
    expect(found.map(({ paymentId }) => paymentId)).toEqual([null, null, payment.id])
    expect((await findOpenCases(db, 2)).map(({ id }) => id)).toEqual(["first", "same time"])
    expect(await countOpenCases(db)).toEqual(
      new Map([
        ["contradiction", 1],
        ["refund_unclear", 2],
      ]),
    )
  })

  it("are open upon a payment until they are ended", async () => {
    const { db } = till.council.outside
    const payment = await aNewPayment(till.council)
    await open("upon it", "refund_not_ours", { payment: payment.id })
    expect(await hasOpenCase(db, "refund_not_ours", payment.id)).toBe(true)
    expect(await hasOpenCase(db, "refund_unclear", payment.id)).toBe(false)
    expect(await hasOpenCase(db, "refund_not_ours", "another")).toBe(false)
    await close("upon it", "refund_not_ours")
    expect(await hasOpenCase(db, "refund_not_ours", payment.id)).toBe(false)
  })

  it("are known by reason and subject, open or ended", async () => {
    const { db } = till.council.outside
    await open("known", "refund_not_ours")
    expect(await isKnownCase(db, "refund_not_ours", "of known")).toBe(true)
    expect(await isKnownCase(db, "refund_unclear", "of known")).toBe(false)
    expect(await isKnownCase(db, "refund_not_ours", "of another")).toBe(false)
    await close("known", "refund_not_ours")
    expect(await isKnownCase(db, "refund_not_ours", "of known")).toBe(true)
  })

  it("are found by their id alone", async () => {
    const { db } = till.council.outside
    await open("by id", "settlement_difference")
    expect(await findCase(db, "by id")).toMatchObject({ reason: "settlement_difference", closedAt: null })
    await close("by id", "settlement_difference")
    expect(await findCase(db, "by id")).toMatchObject({ closedBy: "Nia Rees", evidence: "ticket 81" })
    expect(await findCase(db, "nobody")).toBeNull()
    expect(await findCase(db, "' or true --")).toBeNull()
  })
})
