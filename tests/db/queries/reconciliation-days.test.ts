import { beforeEach, describe, expect, it } from "vitest"
import {
  findDaysToReconcile,
  findDaysToSeeAgain,
  wasEverReconciled,
} from "#db/queries/reconciliation-days.ts"
import { openOperatorCase } from "#db/records/operator-cases.ts"
import { recordDay, recordItems } from "#db/records/reconciliation.ts"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { UtcDay } from "#domain/utc-day.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const db = () => till.council.outside.db
const acquirer = "sandbox"
const checkedAt = instant(Date.UTC(2026, 10, 26))

beforeEach(async () => {
  await till.sql`delete from reconciliation_item`
  await till.sql`delete from reconciliation_day`
})

function done(day: string) {
  return db().transaction((transaction) => recordDay(transaction, { acquirer, day, checkedAt }))
}

const toReconcile = (today: string, limit = 7) =>
  findDaysToReconcile(db(), { acquirer, today: today as UtcDay, limit })

it("the first day that is reconciled is known of", async () => {
  expect(await wasEverReconciled(db())).toBe(false)
  await done("2026-11-22")
  expect(await wasEverReconciled(db())).toBe(true)
})

describe("days to reconcile", () => {
  it("are none before there is a posting", async () => {
    expect(await toReconcile("2026-11-25")).toEqual([])
  })

  it("begin the day before the oldest posting and end yesterday, oldest first", async () => {
    const payment = await aStartedPayment(till.council)
    expect(await till.pay(payment.id)).toBe("captured")
    expect(await toReconcile("2026-11-22")).toEqual(["2026-11-21"])
    expect(await toReconcile("2026-11-25")).toEqual(["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"])
    await done("2026-11-22")
    expect(await toReconcile("2026-11-25", 2)).toEqual(["2026-11-21", "2026-11-23"])
    expect(
      await findDaysToReconcile(db(), { acquirer: "another", today: "2026-11-25" as UtcDay, limit: 7 }),
    ).toEqual([])
  })
})

describe("days to see again", () => {
  /** A line of a day that differs, with its case. */
  async function differ(day: string, lineId: string, isOpen: boolean) {
    await done(day)
    await db().transaction(async (transaction) => {
      const money = { gross: exactPence(1), fee: exactPence(0), net: exactPence(1) }
      const line = { acquirer, lineId, day, inBooks: true, kind: "payment", reference: "another's" } as const
      await recordItems(transaction, [{ ...line, ...money, state: "unknown_payment", checkedAt }])
      if (!isOpen) return
      const reason = "settlement_difference"
      const opened = { id: `case_${lineId}`, reason, subjectId: lineId, paymentId: null } as const
      await openOperatorCase(transaction, { ...opened, openedAt: checkedAt })
    })
  }
  const again = (checkedBy: number, limit = 7) =>
    findDaysToSeeAgain(db(), { acquirer, checkedBy: instant(checkedBy), limit })

  it("are those with a difference that nobody has ended, once they were not looked at for a while", async () => {
    await done("2026-11-20")
    await differ("2026-11-21", "stl_noted", false)
    await differ("2026-11-22", "stl_open", true)
    await differ("2026-11-23", "stl_open_too", true)
    expect(await again(checkedAt)).toEqual(["2026-11-22", "2026-11-23"])
    expect(await again(checkedAt, 1)).toEqual(["2026-11-22"])
    expect(await again(checkedAt - 1)).toEqual([])
  })
})

describe("days to see again for a payout", () => {
  const openedAt = instant(Date.UTC(2026, 10, 26, 10))

  beforeEach(async () => {
    await till.sql`update operator_case set closed_at = ${new Date(openedAt)}, closed_by = 'settled', evidence = 'test'
      where closed_at is null`
  })

  function lookAt(day: string, at: number) {
    return db().transaction((transaction) =>
      recordDay(transaction, { acquirer, day, checkedAt: instant(at) }),
    )
  }

  it("are those of its lines, and those looked at since that were over when it was found", async () => {
    const reason = "settlement_difference"
    await lookAt("2026-11-20", openedAt - 2)
    await lookAt("2026-11-21", openedAt - 1)
    await lookAt("2026-11-25", openedAt)
    await lookAt("2026-11-27", openedAt + 1)
    await db().transaction(async (transaction) => {
      const money = { gross: exactPence(1), fee: exactPence(0), net: exactPence(1) }
      const line = {
        acquirer,
        lineId: "stl_paid",
        day: "2026-11-21",
        inBooks: true,
        kind: "payment",
      } as const
      const about = { reference: "another's", payoutId: "po_open", checkedAt } as const
      await recordItems(transaction, [{ ...line, ...money, ...about, state: "unknown_payment" }])
      const opened = { id: "case_po_open", reason, subjectId: "po_open", paymentId: null } as const
      await openOperatorCase(transaction, { ...opened, openedAt })
    })
    const checkedBy = instant(openedAt + 1)
    const again = () => findDaysToSeeAgain(db(), { acquirer, checkedBy, limit: 7 })
    expect(await again()).toEqual(["2026-11-21", "2026-11-25"])
    await till.sql`update operator_case set closed_at = ${new Date(openedAt)}, closed_by = 'settled', evidence = 'test'
      where id = 'case_po_open'`
    expect(await again()).toEqual([])
  })
})
