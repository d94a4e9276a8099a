import { describe, expect, it, vi } from "vitest"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
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

  it("keeps the evidence of what it was told with the operation", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    const heard = { status: 504, requestId: "req_lost" }
    acquirer.script.push((request) => {
      acquirer.charge(request)
      return { kind: "unknown", cause: "timeout", evidence: heard }
    })
    await till.pay(payment.id)
    const kept = () => till.sql`select state, evidence from operation where payment_id = ${payment.id}
      and kind = 'authorise'`
    expect([...(await kept())]).toEqual([{ state: "unknown", evidence: heard }])
    const fetch = acquirer.fetch.bind(acquirer)
    const seen = { status: 200, requestId: "req_found" }
    const spy = vi.spyOn(acquirer, "fetch").mockImplementation(async (...asked) => ({
      ...(await fetch(...asked)),
      evidence: seen,
    }))
    clock.advance(3_000)
    await syncOperations(till.council.outside)
    spy.mockRestore()
    expect([...(await kept())]).toEqual([{ state: "succeeded", evidence: seen }])
  })

  it("writes nothing for a sweep that has lost its lease", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await till.pay(payment.id)
    await till.sql`update operation set lease_token = 'theirs' where payment_id = ${payment.id} and kind = 'authorise'`
    const [before] = await till.sql`select version from payment where id = ${payment.id}`
    const settle = (leaseToken: string) =>
      settlePayment(till.council.outside, {
        paymentId: payment.id,
        acquirerPaymentId: till.firstObjectOf(payment.id),
        finding: { kind: "captured", amount: payment.amount, card: scriptedCard },
        door: "job",
        leaseToken,
      })
    expect(await settle("mine")).toEqual({ ok: false, problem: "payment_changed" })
    expect(await till.sql`select version from payment where id = ${payment.id}`).toEqual([before])
    expect(await till.ledgerOf(payment.id)).toEqual([])
    expect(await settle("theirs")).toMatchObject({ ok: true, value: { state: "captured" } })
  })

  it("sends money of an earlier attempt back, and keeps what is paid", async () => {
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
    expect(settled).toMatchObject({ value: { refundReserved: 0, refunded: 0 } })
    const reversals =
      await till.sql`select kind, acquirer_payment_id, amount::int, state from refund where payment_id = ${payment.id}`
    expect([...reversals]).toEqual([
      {
        kind: "reversal",
        acquirer_payment_id: first?.acquirerPaymentId,
        amount: 14_250,
        state: "submitted",
      },
    ])
    const cases = await till.sql`select reason from operator_case where payment_id = ${payment.id}`
    expect([...cases]).toEqual([])
  })
})
