import { describe, expect, it, vi } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { exactPence } from "#domain/money.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import type { AcquirerSnapshot } from "#ports/acquirer.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
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

describe("a replay that the acquirer refuses", () => {
  const timeout = { kind: "unknown", cause: "timeout", evidence: {} } as const
  const refusals = ["not_possible", "configuration", "unsupported"] as const
  const cases = refusals.flatMap((reason) =>
    (["open", "pending"] as const).map((status) => ({ reason, status })),
  )

  it.each(cases)("as $reason proves nothing of the first call: $status", async ({ reason, status }) => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    const object = till.firstObjectOf(payment.id)
    acquirer.script.push(
      () => {
        acquirer.change(object, { status })
        return timeout
      },
      () => ({ kind: "refused", reason, evidence: {} }),
    )
    expect(await till.pay(payment.id)).toBe("checking")
    clock.advance(3_000)
    await syncOperations(till.council.outside)
    expect(acquirer.script).toEqual([])
    expect(await till.stateOf(payment.id)).toBe("checking")
    acquirer.change(object, { status: "captured", captured: payment.amount, card: scriptedCard })
    clock.advance(minute)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
  })
})

describe("a release", () => {
  it("that was refused is asked for anew, where the acquirer keeps its refusals by key", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    const object = till.firstObjectOf(payment.id)
    const url = "https://acquirer.example/challenges/1"
    acquirer.script.push(() => {
      acquirer.change(object, { status: "challenge", challengeUrl: url })
      return { kind: "ok", value: { status: "challenge", url, card: scriptedCard }, evidence: {} }
    })
    expect(await till.pay(payment.id)).toBe("challenge_required")
    await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })
    const standing: AcquirerSnapshot["status"][] = ["pending", "authorised"]
    const release = acquirer.void.bind(acquirer)
    const refused = new Set<string>()
    const spy = vi.spyOn(acquirer, "void").mockImplementation(async (call, id) => {
      const status = standing.shift()
      if (status !== undefined) acquirer.change(object, { status })
      if (status === "pending") refused.add(call.idempotencyKey)
      return refused.has(call.idempotencyKey)
        ? { kind: "refused", reason: "not_possible", evidence: {} }
        : await release(call, id)
    })
    for (let sweep = 0; sweep < 3; sweep += 1) {
      await syncOperations(till.council.outside)
      clock.advance(minute)
    }
    spy.mockRestore()
    expect(acquirer.payments.get(object)?.status).toBe("closed")
    const voids =
      await till.sql`select state from operation where payment_id = ${payment.id} and kind = 'void'`
    expect([...voids]).toEqual([{ state: "succeeded" }])
  })
})
