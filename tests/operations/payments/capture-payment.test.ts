import { describe, expect, it, vi } from "vitest"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { capturePayment } from "#operations/payments/capture-payment.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { lateAfterCommit } from "#tests/support/late-after-commit.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const hour = 3_600_000

/** A delayed payment whose money the bank has reserved. */
async function reserved() {
  const { acquirer } = till.council.outside
  const payment = await aStartedPayment(till.council, { delayedCapture: true })
  acquirer.script.push((request) => acquirer.reserve(request))
  expect(await till.pay(payment.id)).toBe("capturable")
  return payment
}

async function capture(paymentId: string) {
  const begun = await capturePayment(till.council.outside, paymentId)
  if (!begun.ok) return begun.problem
  await begun.value.settled
  return await till.stateOf(paymentId)
}

describe("a capture", () => {
  it("takes the reserved money, posts and tells", async () => {
    const payment = await reserved()
    expect(await till.ledgerOf(payment.id)).toEqual([])
    expect(await capture(payment.id)).toBe("captured")
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
    expect(await till.toldOf(payment.id)).toEqual([
      "1 payment.started",
      "2 payment.capturable",
      "3 payment.captured",
    ])
  })

  it("asked twenty times at once happens once", async () => {
    const payment = await reserved()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => capturePayment(till.council.outside, payment.id)),
    )
    expect(answers.map((answer) => answer.ok)).toEqual(answers.map(() => true))
    await Promise.all(answers.map((answer) => (answer.ok ? answer.value.settled : null)))
    expect(await till.stateOf(payment.id)).toBe("captured")
    const calls = till.council.outside.acquirer.calls.filter(
      (one) => one.operation === "capture" && one.subject === till.firstObjectOf(payment.id),
    )
    expect(calls).toHaveLength(1)
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
  })

  it("whose answer is lost is found by the sweep", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await reserved()
    acquirer.lostAnswers.add("capture")
    expect(await capture(payment.id)).toBe("capturing")
    clock.advance(3_000)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
  })

  it("that never arrived is sent again with its key", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await reserved()
    acquirer.down = true
    expect(await capture(payment.id)).toBe("capturing")
    acquirer.down = false
    clock.advance(3_000)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("captured")
    const keys = acquirer.calls.filter((one) => one.operation === "capture").slice(-2)
    expect(keys[0]?.call.idempotencyKey).toBe(keys[1]?.call.idempotencyKey)
  })

  it("is sent again days later, when the acquirer has forgotten its key", async () => {
    const { acquirer, clock } = till.council.outside
    const payment = await reserved()
    acquirer.down = true
    expect(await capture(payment.id)).toBe("capturing")
    clock.advance(30 * hour)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("capturing")
    acquirer.down = false
    clock.advance(2 * hour)
    await syncOperations(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("captured")
  })

  it("of a process that stood still for too long after its commit is left to the sweep", async () => {
    const { outside } = till.council
    const { acquirer, clock } = outside
    const payment = await reserved()
    const captures = () => acquirer.calls.filter(({ operation }) => operation === "capture").length
    const before = captures()
    const begun = await capturePayment(lateAfterCommit(outside, 10_001), payment.id)
    if (!begun.ok) throw new Error(begun.problem)
    await begun.value.settled
    expect(captures()).toBe(before)
    expect(await till.stateOf(payment.id)).toBe("capturing")
    clock.advance(30_000)
    await syncOperations(outside)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(captures()).toBe(before + 1)
  })

  it("keeps the evidence of the answer with its operation", async () => {
    const { acquirer } = till.council.outside
    const payment = await reserved()
    const take = acquirer.capture.bind(acquirer)
    const evidence = { status: 200, requestId: "req_capture" }
    vi.spyOn(acquirer, "capture").mockImplementationOnce(async (...asked) => ({
      ...(await take(...asked)),
      evidence,
    }))
    expect(await capture(payment.id)).toBe("captured")
    const [row] = await till.sql`
      select state, evidence from operation where payment_id = ${payment.id} and kind = 'capture'`
    expect(row).toEqual({ state: "succeeded", evidence })
  })

  it("of money the bank let go is for people", async () => {
    const { acquirer } = till.council.outside
    const payment = await reserved()
    acquirer.change(till.firstObjectOf(payment.id), { status: "closed" })
    expect(await capture(payment.id)).toBe("needs_operator")
    expect(await till.ledgerOf(payment.id)).toEqual([])
  })

  it("of a payment nobody paid is refused", async () => {
    const payment = await aStartedPayment(till.council, { delayedCapture: true })
    expect(await capture(payment.id)).toBe("capture_not_possible")
    expect(await capture("nobody")).toBe("payment_unknown")
  })
})

describe("reserved money", () => {
  it("is released when the buyer cancels", async () => {
    const payment = await reserved()
    await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })
    expect(await capture(payment.id)).toBe("capture_not_possible")
    await syncOperations(till.council.outside)
    expect(till.council.outside.acquirer.payments.get(till.firstObjectOf(payment.id))?.status).toBe("closed")
    expect(await till.stateOf(payment.id)).toBe("cancelled_by_service")
  })

  it("is released after 120 hours", async () => {
    const payment = await reserved()
    till.council.outside.clock.advance(119 * hour)
    await expirePayments(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("capturable")
    till.council.outside.clock.advance(2 * hour)
    await expirePayments(till.council.outside)
    expect(await till.stateOf(payment.id)).toBe("expired")
    await syncOperations(till.council.outside)
    expect(till.council.outside.acquirer.payments.get(till.firstObjectOf(payment.id))?.status).toBe("closed")
  })
})
