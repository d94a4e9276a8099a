import { describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { exactPence } from "#domain/money.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const minute = 60_000

describe("an unknown outcome", () => {
  const timeout = { kind: "unknown", cause: "timeout", evidence: {} } as const

  it("that did charge is found by the sweep", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push((request) => {
      acquirer.charge(request)
      return timeout
    })
    expect(await till.pay(payment.id)).toBe("checking")
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started"])
    clock.advance(3_000)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
  })

  it("that did not charge is replayed with its key", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => timeout)
    expect(await till.pay(payment.id)).toBe("checking")
    clock.advance(3_000)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("captured")
    const keys = acquirer.calls
      .filter((one) => one.operation === "authorise")
      .slice(-2)
      .map((one) => one.call.idempotencyKey)
    expect(keys[0]).toBe(keys[1])
    expect(till.chargesOf(payment.id)).toBe(1)
  })

  it("stays checking while nobody answers, then is released", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => timeout)
    await till.pay(payment.id)
    acquirer.down = true
    for (let sweep = 0; sweep < 10; sweep += 1) {
      clock.advance(2 * minute)
      await syncOperations(till.council.outside)
      expect(await till.stateOf(payment.id)).toBe("checking")
    }
    acquirer.down = false
    clock.advance(60 * minute)
    await syncOperations(till.council.outside)
    const after = await findPayment(till.council.outside.db, payment.id)
    expect(after).toMatchObject({ state: "started", lastRefusal: "temporarily_unavailable" })
    const [object] = [...acquirer.payments.values()].filter((one) => one.reference === payment.id)
    expect(object?.status).toBe("closed")
  })

  it("of two weeks is handed to people", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => timeout)
    await till.pay(payment.id)
    acquirer.down = true
    for (let day = 0; day < 15; day += 1) {
      clock.advance(24 * 60 * minute)
      await syncOperations(till.council.outside)
    }
    acquirer.down = false
    expect(await till.stateOf(payment.id)).toBe("needs_operator")
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.needs_operator"])
    expect(till.council.outside.lines.some((line) => line.message === "needs an operator")).toBe(true)
  })

  it("of a process that died is swept after its lease", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    const died = new Promise<never>(() => {})
    acquirer.script.push((request) => {
      acquirer.charge(request)
      return died
    })
    const begun = await authorisePayment(till.council.outside, { paymentId: payment.id, token: "tok_test" })
    expect(begun.ok).toBe(true)
    clock.advance(30_000)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("authorising")
    clock.advance(31_000)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(till.chargesOf(payment.id)).toBe(1)
  })

  it("with another amount is never success", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push((request) => {
      acquirer.change(request.acquirerPaymentId, {
        status: "captured",
        amount: exactPence(1),
        captured: exactPence(1),
      })
      return timeout
    })
    await till.pay(payment.id)
    clock.advance(3_000)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("needs_operator")
    expect(await till.ledgerOf(payment.id)).toEqual([])
  })
})
