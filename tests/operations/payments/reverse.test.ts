import { beforeEach, describe, expect, it } from "vitest"
import type { Payment } from "#domain/payments/payment.ts"
import type { ClosedState } from "#domain/payments/state.ts"
import { closedStates } from "#domain/payments/state.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { aStartedPayment, openEntry } from "#tests/support/council.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const minute = 60_000

beforeEach(() => desk.nothingDue())

/** A payment that ended without money in `state`, with an attempt at the acquirer. */
async function closed(state: ClosedState): Promise<Payment> {
  const { outside } = till.council
  const payment = await aStartedPayment(till.council)
  const ways: Readonly<Record<ClosedState, () => Promise<unknown>>> = {
    declined: () => {
      outside.acquirer.script.push(() => ({ kind: "refused", reason: "do_not_retry", evidence: {} }))
      return till.pay(payment.id)
    },
    cancelled_by_payee: () => cancelPayment(outside, { paymentId: payment.id, by: "payee" }),
    cancelled_by_service: () => cancelPayment(outside, { paymentId: payment.id, by: "service" }),
    expired: () => {
      outside.clock.advance(91 * minute)
      return expirePayments(outside)
    },
    failed: async () => {
      await till.sql`
        update payment set state = 'authorising', version = version + 1 where id = ${payment.id}`
      await till.sql`update payment set state = 'failed', version = version + 1 where id = ${payment.id}`
    },
  }
  await ways[state]()
  expect(await till.stateOf(payment.id)).toBe(state)
  return payment
}

/** The acquirer shows money on an attempt after all, and a notification makes us ask about it. */
async function shows(payment: Payment, status: "captured" | "authorised", object?: string) {
  const { acquirer } = till.council.outside
  const acquirerPaymentId = object ?? till.firstObjectOf(payment.id)
  const captured = status === "captured" ? { captured: payment.amount } : {}
  acquirer.change(acquirerPaymentId, { status, ...captured, card: scriptedCard })
  await syncPayment(till.council.outside, { paymentId: payment.id, acquirerPaymentId, door: "acquirer" })
}

async function reversalsTold(payment: Payment): Promise<number> {
  const told = await till.toldOf(payment.id)
  return told.filter((line) => line.endsWith("payment.late_success_reversed")).length
}

describe("money found on a payment that is", () => {
  it.each(closedStates)("%s goes back, once, and is told once", async (state) => {
    const { acquirer } = till.council.outside
    const payment = await closed(state)
    await shows(payment, "captured")
    await shows(payment, "captured")
    expect(await till.stateOf(payment.id)).toBe(state)
    expect(await desk.linesOf(payment.id)).toEqual(["reversal 14250 submitted"])
    expect(await desk.balancesOf(payment.id)).toEqual({
      acquirer_receivable: 14_250,
      refunds_in_flight: -14_250,
    })
    await desk.sweep(0)
    await shows(payment, "captured")
    expect(await desk.linesOf(payment.id)).toEqual(["reversal 14250 succeeded"])
    const sent = acquirer.payments.get(till.firstObjectOf(payment.id))?.refunds
    expect(sent).toMatchObject([{ amount: 14_250, status: "succeeded" }])
    expect(await desk.balancesOf(payment.id)).toEqual({})
    expect(await desk.sumsOf(payment.id)).toBe("0 0 0")
    expect(await reversalsTold(payment)).toBe(1)
    expect((await till.toldOf(payment.id)).filter((line) => line.includes("refund"))).toEqual([])
    expect(await desk.casesOf(payment.id)).toEqual([])
  })

  it.each(closedStates)("%s and only reserved is let go, once", async (state) => {
    const { acquirer } = till.council.outside
    const payment = await closed(state)
    await shows(payment, "authorised")
    await shows(payment, "authorised")
    expect(await desk.operationsOf(payment.id, "void")).toEqual(["prepared"])
    await desk.sweep(0)
    expect(await desk.operationsOf(payment.id, "void")).toEqual(["succeeded"])
    expect(acquirer.payments.get(till.firstObjectOf(payment.id))?.status).toBe("closed")
    expect(await desk.refundsOf(payment.id)).toEqual([])
    expect(await till.ledgerOf(payment.id)).toEqual([])
    expect(await reversalsTold(payment)).toBe(1)
    expect(await till.stateOf(payment.id)).toBe(state)
  })

  it("closed, and found by many at once, goes back once", async () => {
    const payment = await closed("cancelled_by_payee")
    await Promise.all([1, 2, 3, 4, 5].map(() => shows(payment, "captured")))
    expect(await desk.linesOf(payment.id)).toEqual(["reversal 14250 submitted"])
    expect(await desk.operationsOf(payment.id, "refund")).toEqual(["prepared"])
    expect(await reversalsTold(payment)).toBe(1)
  })

  it("closed, and taken before it could be let go, is sent back instead", async () => {
    const { acquirer } = till.council.outside
    const payment = await closed("cancelled_by_service")
    await shows(payment, "authorised")
    acquirer.change(till.firstObjectOf(payment.id), { status: "captured", captured: payment.amount })
    await desk.sweep(0)
    expect(await desk.operationsOf(payment.id, "void")).toEqual(["refused"])
    await desk.sweep(0)
    expect(await desk.linesOf(payment.id)).toEqual(["reversal 14250 succeeded"])
    expect(await desk.balancesOf(payment.id)).toEqual({})
  })

  it("closed, with another sum, is for people: nothing is sent back blindly", async () => {
    const { acquirer } = till.council.outside
    const payment = await closed("declined")
    acquirer.change(till.firstObjectOf(payment.id), { status: "captured", captured: payment.amount })
    await settlePayment(till.council.outside, {
      paymentId: payment.id,
      acquirerPaymentId: till.firstObjectOf(payment.id),
      finding: { kind: "mismatch" },
      door: "acquirer",
    })
    expect(await desk.refundsOf(payment.id)).toEqual([])
    expect(await desk.casesOf(payment.id)).toEqual(["contradiction open"])
    expect(await reversalsTold(payment)).toBe(0)
  })
})

describe("money of an earlier attempt", () => {
  /** A payment whose first card was refused; its first attempt, and the next entry open. */
  async function secondTry() {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "refused", reason: "declined", evidence: {} }))
    expect(await till.pay(payment.id)).toBe("started")
    const first = till.firstObjectOf(payment.id)
    await openEntry(till.council, payment.id)
    return { payment, first }
  }

  it("of a paid payment goes back beside what was paid", async () => {
    const { acquirer } = till.council.outside
    const { payment, first } = await secondTry()
    expect(await till.pay(payment.id)).toBe("captured")
    await shows(payment, "captured", first)
    await shows(payment, "captured", first)
    await desk.sweep(0)
    expect(await desk.linesOf(payment.id)).toEqual(["reversal 14250 succeeded"])
    expect(acquirer.payments.get(first)?.refunds).toHaveLength(1)
    expect(await desk.sumsOf(payment.id)).toBe("14250 0 0")
    expect(await desk.balancesOf(payment.id)).toEqual({
      acquirer_receivable: 14_250,
      buyer_payable: -14_250,
    })
    expect(await reversalsTold(payment)).toBe(1)
    expect(await desk.ask(payment.id, 14_250)).toBe("succeeded")
  })

  it("goes back while the payee tries again, and the next card pays", async () => {
    const { payment, first } = await secondTry()
    await shows(payment, "captured", first)
    expect(await till.stateOf(payment.id)).toBe("started")
    await desk.sweep(0)
    expect(await till.pay(payment.id)).toBe("captured")
    expect(await desk.linesOf(payment.id)).toEqual(["reversal 14250 succeeded"])
    expect(await desk.balancesOf(payment.id)).toEqual({
      acquirer_receivable: 14_250,
      buyer_payable: -14_250,
    })
  })

  it("that is only reserved is let go beside the charge that is on its way", async () => {
    const { acquirer } = till.council.outside
    const { payment, first } = await secondTry()
    acquirer.script.push(async (request) => {
      await shows(payment, "authorised", first)
      return acquirer.charge(request)
    })
    expect(await till.pay(payment.id)).toBe("captured")
    expect(await desk.operationsOf(payment.id, "void")).toEqual(["prepared"])
    await desk.sweep(0)
    expect(acquirer.payments.get(first)?.status).toBe("closed")
    expect(await till.stateOf(payment.id)).toBe("captured")
  })
})

describe("a reversal that cannot be made", () => {
  it.each([0, 1])("is a case for people; the money stays in suspense (%i)", async (successes) => {
    const { acquirer } = till.council.outside
    const payment = await closed("expired")
    await shows(payment, "captured")
    acquirer.refundScript.push((request) => acquirer.sendBack(request, successes ? "succeeded" : "failed"))
    await desk.sweep(0)
    const object = till.firstObjectOf(payment.id)
    const made = acquirer.payments.get(object)?.refunds ?? []
    acquirer.change(object, { refunds: made.map((one) => ({ ...one, status: "failed" })) })
    await shows(payment, "captured")
    expect(await desk.linesOf(payment.id)).toEqual(["reversal 14250 failed"])
    expect(await desk.casesOf(payment.id)).toEqual(["reversal_failed open"])
    expect(await desk.balancesOf(payment.id)).toEqual({ acquirer_receivable: 14_250, suspense: -14_250 })
    await shows(payment, "captured")
    expect(await desk.refundsOf(payment.id)).toHaveLength(1)
    expect(await reversalsTold(payment)).toBe(1)
  })
})
