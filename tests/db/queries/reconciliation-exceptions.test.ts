import { expect, it } from "vitest"
import { findExceptions } from "#db/queries/reconciliation-exceptions.ts"
import { openOperatorCase } from "#db/records/operator-cases.ts"
import { recordItems } from "#db/records/reconciliation.ts"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const at = instant(Date.UTC(2026, 10, 26))

it("exceptions are what does not match, oldest first, with the posted sum and the open case", async () => {
  const { db } = till.council.outside
  const payment = await aStartedPayment(till.council)
  expect(await till.pay(payment.id)).toBe("captured")
  const [posting] = await till.sql`select id from ledger_transaction`
  const ledgerTransactionId = String(posting?.["id"])
  const line = {
    acquirer: "sandbox",
    inBooks: true,
    kind: "payment" as const,
    reference: payment.id,
    gross: exactPence(99),
    fee: exactPence(0),
    net: exactPence(99),
    checkedAt: at,
  }
  await db.transaction(async (transaction) => {
    await recordItems(transaction, [
      { ...line, lineId: "stl_2", day: "2026-11-23", state: "not_posted" },
      { ...line, lineId: "stl_1", day: "2026-11-22", state: "amount_differs", ledgerTransactionId },
      { ...line, lineId: "stl_0", day: "2026-11-21", state: "matched", ledgerTransactionId },
    ])
    const reason = "settlement_difference"
    const opened = { id: "case_1", reason, subjectId: "stl_1", paymentId: payment.id } as const
    await openOperatorCase(transaction, { ...opened, openedAt: at })
  })
  expect(await findExceptions(db, 10)).toMatchObject([
    { lineId: "stl_1", state: "amount_differs", gross: 99, posted: 14_250, caseId: "case_1" },
    { lineId: "stl_2", state: "not_posted", gross: 99, posted: null, caseId: null },
  ])
  expect(await findExceptions(db, 1)).toHaveLength(1)
})
