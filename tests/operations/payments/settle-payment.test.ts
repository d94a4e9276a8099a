import { describe, expect, it } from "vitest"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { aStartedPayment, openEntry } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

describe("the hall", () => {
  it("adds nothing for a fact it knows", async () => {
    const payment = await aStartedPayment(till.council)
    await till.pay(payment.id)
    const [before] = await till.sql`select version from payment where id = ${payment.id}`
    await syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })
    await syncPayment(till.council.outside, { paymentId: payment.id, door: "job" })
    const [after] = await till.sql`select version from payment where id = ${payment.id}`
    expect(after).toEqual(before)
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
  })

  it("settles once when doors open together", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push((request) => {
      acquirer.charge(request)
      return { kind: "unknown", cause: "cut_off", evidence: {} }
    })
    await till.pay(payment.id)
    await Promise.all(
      (["acquirer", "job", "payee"] as const).map((door) =>
        syncPayment(till.council.outside, { paymentId: payment.id, door }),
      ),
    )
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
  })

  it("keeps money of an earlier attempt apart", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "refused", reason: "declined", evidence: {} }))
    await till.pay(payment.id)
    const [first] = [...acquirer.payments.values()].filter((one) => one.reference === payment.id)
    await openEntry(till.council, payment.id)
    await till.pay(payment.id)
    const settled = await settlePayment(till.council.outside, {
      paymentId: payment.id,
      acquirerPaymentId: first?.acquirerPaymentId ?? "",
      finding: { kind: "captured", amount: payment.amount, card: scriptedCard },
      door: "acquirer",
    })
    expect(settled).toMatchObject({ ok: true, value: { state: "captured", captured: 14_250 } })
    const cases =
      await till.sql`select event from payment_event where payment_id = ${payment.id} and operator_case`
    expect(cases).toEqual([{ event: "captured" }])
  })
})
