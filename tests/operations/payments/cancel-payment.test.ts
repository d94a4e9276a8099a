import { describe, expect, it } from "vitest"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

describe("a cancellation", () => {
  it("by the payee ends a new payment", async () => {
    const payment = await aNewPayment(till.council)
    expect(await cancelPayment(till.council.outside, { paymentId: payment.id, by: "payee" })).toMatchObject({
      ok: true,
      value: { state: "cancelled_by_payee" },
    })
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.cancelled"])
    expect(await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })).toEqual({
      ok: false,
      problem: "payment_finished",
    })
  })

  it("is refused while a charge is out", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await till.pay(payment.id)
    expect(await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })).toEqual({
      ok: false,
      problem: "payment_busy",
    })
  })

  it("of an unknown payment says so", async () => {
    expect(await cancelPayment(till.council.outside, { paymentId: "nobody", by: "service" })).toEqual({
      ok: false,
      problem: "payment_unknown",
    })
  })
})
