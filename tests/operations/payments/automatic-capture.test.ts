import { beforeEach, describe, expect, it } from "vitest"
import { findPaymentInHand } from "#db/queries/payments.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { capturePayment, sendCapture } from "#operations/payments/capture-payment.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const second = 1_000
const taken = ["1 payment.started", "2 payment.captured"]

beforeEach(() => desk.nothingDue())

/** A payment without delayed capture whose acquirer only reserved the money. */
async function authorised() {
  const { acquirer } = till.council.outside
  const payment = await aStartedPayment(till.council)
  acquirer.script.push((request) => acquirer.reserve(request))
  expect(await till.pay(payment.id)).toBe("authorised")
  return { payment, object: till.firstObjectOf(payment.id) }
}

async function captureByApi(paymentId: string) {
  const begun = await capturePayment(till.council.outside, paymentId)
  if (!begun.ok) return begun.problem
  await begun.value.settled
  return await till.stateOf(paymentId)
}

function statusOf(object: string) {
  return till.council.outside.acquirer.payments.get(object)?.status
}

describe("money that was reserved for capture at once", () => {
  it("is planned with the authorisation and taken by the next sweep", async () => {
    const { payment, object } = await authorised()
    const rows = await till.sql`
      select kind, state, acquirer_payment_id, request from operation
      where payment_id = ${payment.id} and kind = 'capture'`
    expect([...rows]).toEqual([
      { kind: "capture", state: "prepared", acquirer_payment_id: object, request: { amount: 14_250 } },
    ])
    expect(await till.ledgerOf(payment.id)).toEqual([])
    await desk.sweep(0)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
    expect(await till.toldOf(payment.id)).toEqual(taken)
    expect(await desk.operationsOf(payment.id, "capture")).toEqual(["succeeded"])
    expect(desk.keysOf("capture", object)).toHaveLength(1)
  })

  it("passes through capturing before the first byte leaves", async () => {
    const { payment } = await authorised()
    await desk.sweep(0)
    const history = await till.sql`
      select event, to_state from payment_event where payment_id = ${payment.id} order by version`
    expect(history.map((row) => `${row["event"]} ${row["to_state"]}`).slice(-3)).toEqual([
      "authorised authorised",
      "capture capturing",
      "captured captured",
    ])
  })

  it("is planned once, however often it is told", async () => {
    const { payment } = await authorised()
    await Promise.all(
      [1, 2, 3].map(() => syncPayment(till.council.outside, { paymentId: payment.id, door: "acquirer" })),
    )
    expect(await desk.operationsOf(payment.id, "capture")).toEqual(["prepared"])
    expect(await till.stateOf(payment.id)).toBe("authorised")
  })

  it("is taken once by many workers", async () => {
    const { payment, object } = await authorised()
    await Promise.all([1, 2, 3].map(() => desk.sweep(0)))
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(desk.keysOf("capture", object)).toHaveLength(1)
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
  })

  it("waits for an acquirer that cannot be reached, and is asked for under one key", async () => {
    const { acquirer } = till.council.outside
    const { payment, object } = await authorised()
    acquirer.down = true
    await desk.sweep(0)
    expect(await till.stateOf(payment.id)).toBe("capturing")
    acquirer.down = false
    await desk.sweep(60 * second)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(new Set(desk.keysOf("capture", object)).size).toBe(1)
    expect(await till.toldOf(payment.id)).toEqual(taken)
  })

  it("whose answer is lost is found, not taken twice", async () => {
    const { acquirer } = till.council.outside
    const { payment, object } = await authorised()
    acquirer.lostAnswers.add("capture")
    await desk.sweep(0)
    expect(await till.stateOf(payment.id)).toBe("capturing")
    await desk.sweep(60 * second)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(desk.keysOf("capture", object)).toHaveLength(1)
  })

  it("is taken after a worker that died between its note and its call", async () => {
    const { outside } = till.council
    const { payment } = await authorised()
    const held = await findPaymentInHand(outside.db, payment.id)
    if (!held?.operation) throw new Error("no capture is planned")
    expect(await sendCapture(outside, { payment: held.payment, operation: held.operation })).toBe(true)
    expect(await till.stateOf(payment.id)).toBe("capturing")
    await desk.sweep(30 * second)
    expect(await till.stateOf(payment.id)).toBe("capturing")
    await desk.sweep(60 * second)
    expect(await till.stateOf(payment.id)).toBe("captured")
  })

  it("that the bank let go meanwhile is for people", async () => {
    const { payment, object } = await authorised()
    till.council.outside.acquirer.change(object, { status: "closed" })
    await desk.sweep(0)
    expect(await till.stateOf(payment.id)).toBe("needs_operator")
    expect(await desk.casesOf(payment.id)).toEqual(["outcome_unclear open"])
    expect(await till.ledgerOf(payment.id)).toEqual([])
  })

  it("is not planned where the buyer takes it", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council, { delayedCapture: true })
    acquirer.script.push((request) => acquirer.reserve(request))
    expect(await till.pay(payment.id)).toBe("capturable")
    expect(await desk.operationsOf(payment.id, "capture")).toEqual([])
  })
})

describe("the buyer's server", () => {
  it("may cancel before the capture leaves: the money is let go", async () => {
    const { payment, object } = await authorised()
    const cancelled = await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })
    expect(cancelled).toMatchObject({ ok: true, value: { state: "cancelled_by_service" } })
    expect(await desk.operationsOf(payment.id, "capture")).toEqual(["superseded"])
    await desk.sweep(0)
    expect(statusOf(object)).toBe("closed")
    expect(desk.keysOf("capture", object)).toEqual([])
    expect(await till.stateOf(payment.id)).toBe("cancelled_by_service")
    expect(await till.ledgerOf(payment.id)).toEqual([])
  })

  it("may not cancel once it has left", async () => {
    const { acquirer } = till.council.outside
    const { payment } = await authorised()
    acquirer.down = true
    await desk.sweep(0)
    acquirer.down = false
    const cancelled = cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })
    expect(await cancelled).toEqual({ ok: false, problem: "payment_busy" })
    expect(await till.stateOf(payment.id)).toBe("capturing")
  })

  it("and a sweep at one moment end in one of the two, never in both", async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const { payment, object } = await authorised()
      const [cancelled] = await Promise.all([
        cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" }),
        desk.sweep(0),
      ])
      await desk.sweep(120 * second)
      await desk.sweep(120 * second)
      expect(await till.stateOf(payment.id)).toBe(cancelled.ok ? "cancelled_by_service" : "captured")
      expect(statusOf(object)).toBe(cancelled.ok ? "closed" : "captured")
      expect(await till.ledgerOf(payment.id)).toHaveLength(cancelled.ok ? 0 : 2)
      expect(await desk.refundsOf(payment.id)).toEqual([])
    }
  })

  it("may ask for the capture that is planned: it is the same capture", async () => {
    const { payment, object } = await authorised()
    expect(await captureByApi(payment.id)).toBe("authorised")
    expect(await desk.operationsOf(payment.id, "capture")).toEqual(["prepared"])
    await desk.sweep(0)
    expect(await captureByApi(payment.id)).toBe("captured")
    expect(desk.keysOf("capture", object)).toHaveLength(1)
    expect(await till.toldOf(payment.id)).toEqual(taken)
  })
})
