import { describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { aStartedPayment, openEntry } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const minute = 60_000

describe("a charge", () => {
  it("ends captured, balanced, told once", async () => {
    const payment = await aStartedPayment(till.council)
    expect(await till.pay(payment.id)).toBe("captured")
    expect(await till.ledgerOf(payment.id)).toEqual([
      { kind: "captured", account: "acquirer_receivable", amount: 14_250 },
      { kind: "captured", account: "buyer_payable", amount: -14_250 },
    ])
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
    const [operation] =
      await till.sql`select state, request from operation where payment_id = ${payment.id} and kind = 'authorise'`
    expect(operation).toEqual({ state: "succeeded", request: { amount: 14_250 } })
  })

  it("happens once for three simultaneous submits", async () => {
    const payment = await aStartedPayment(till.council)
    const answers = await Promise.all([till.pay(payment.id), till.pay(payment.id), till.pay(payment.id)])
    expect(answers.filter((answer) => answer === "captured")).toHaveLength(1)
    expect(till.chargesOf(payment.id)).toBe(1)
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
  })

  it("refused leaves the payee another card", async () => {
    const payment = await aStartedPayment(till.council)
    till.council.outside.acquirer.script.push((request) => {
      till.council.outside.acquirer.change(request.acquirerPaymentId, {
        status: "closed",
        lastRefusal: "insufficient_funds",
      })
      return { kind: "refused", reason: "insufficient_funds", evidence: {} }
    })
    expect(await till.pay(payment.id)).toBe("started")
    expect(await till.ledgerOf(payment.id)).toEqual([])
    expect(await till.pay(payment.id)).toBe("payment_not_payable")
    await openEntry(till.council, payment.id)
    expect(await till.pay(payment.id, "tok_other")).toBe("captured")
    expect(till.chargesOf(payment.id)).toBe(1)
  })

  it("is refused after the fifth card", async () => {
    const payment = await aStartedPayment(till.council)
    const states = []
    for (let card = 0; card < 5; card += 1) {
      till.council.outside.acquirer.script.push(() => ({ kind: "refused", reason: "declined", evidence: {} }))
      states.push(await till.pay(payment.id))
      await openEntry(till.council, payment.id)
    }
    expect(states).toEqual(["started", "started", "started", "started", "declined"])
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.failed"])
  })

  it("that never left is known not to have happened", async () => {
    const payment = await aStartedPayment(till.council)
    till.council.outside.acquirer.down = true
    expect(await till.pay(payment.id)).toBe("started")
    till.council.outside.acquirer.down = false
    const after = await findPayment(till.council.outside.db, payment.id)
    expect(after?.lastRefusal).toBe("temporarily_unavailable")
  })

  it("past the time limit is refused before anything is sent", async () => {
    const payment = await aStartedPayment(till.council)
    till.council.outside.clock.advance(91 * minute)
    expect(await till.pay(payment.id)).toBe("payment_not_payable")
    expect(till.chargesOf(payment.id)).toBe(0)
  })

  it("answered not possible asks before it believes", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push((request) => {
      acquirer.charge(request)
      return { kind: "refused", reason: "not_possible", evidence: {} }
    })
    expect(await till.pay(payment.id)).toBe("captured")
    expect(till.chargesOf(payment.id)).toBe(1)
  })

  it("with a spent token leaves the payee another card", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "refused", reason: "not_possible", evidence: {} }))
    expect(await till.pay(payment.id)).toBe("started")
    expect(till.chargesOf(payment.id)).toBe(0)
  })
})
