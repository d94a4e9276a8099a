import { describe, expect, it } from "vitest"
import { isEventKnown, isOperationKnown } from "#db/queries/commit-proofs.ts"
import { later } from "#domain/instant.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

describe("what proves that a transaction was committed", () => {
  it("is an operation with the id that it gave", async () => {
    const { db, acquirer } = till.council.outside
    await aStartedPayment(till.council)
    const id = acquirer.calls.at(-1)?.call.operationId ?? ""
    expect(await isOperationKnown(db, id)).toBe(true)
    expect(await isOperationKnown(db, `${id}x`)).toBe(false)
  })

  it("is a line of history of its own payment, event and time", async () => {
    const { outside } = till.council
    const [payment, another] = [await aNewPayment(till.council), await aNewPayment(till.council)]
    await cancelPayment(outside, { paymentId: payment.id, by: "service" })
    const line = { paymentId: payment.id, event: "service_cancel", at: outside.clock.now() } as const
    expect(await isEventKnown(outside.db, line)).toBe(true)
    expect(await isEventKnown(outside.db, { ...line, paymentId: another.id })).toBe(false)
    expect(await isEventKnown(outside.db, { ...line, event: "payee_cancel" })).toBe(false)
    expect(await isEventKnown(outside.db, { ...line, at: later(line.at, 1) })).toBe(false)
  })
})
