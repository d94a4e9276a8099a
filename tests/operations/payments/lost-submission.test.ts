import { beforeEach, describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { exactPence } from "#domain/money.ts"
import type { NewPayment } from "#domain/payments/payment.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { aStartedPayment, openEntry } from "#tests/support/council.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)

beforeEach(() => desk.nothingDue())

/** A started payment that the acquirer has charged, of which the database has lost every trace. */
async function forgotten(status: "captured" | "authorised", facts: Partial<NewPayment> = {}) {
  const payment = await aStartedPayment(till.council, facts)
  const captured = status === "captured" ? { captured: payment.amount } : {}
  till.council.outside.acquirer.change(till.firstObjectOf(payment.id), {
    status,
    ...captured,
    card: scriptedCard,
  })
  return payment
}

async function ask(paymentId: string, acquirerPaymentId?: string) {
  const which = acquirerPaymentId === undefined ? {} : { acquirerPaymentId }
  return await syncPayment(till.council.outside, { paymentId, ...which, door: "job" })
}

describe("a charge on the open card entry of a payment that knows of none", () => {
  it("was ours: the payment is paid, not the money sent back", async () => {
    const payment = await forgotten("captured")
    expect(await ask(payment.id)).toMatchObject({ ok: true, value: { state: "captured" } })
    expect(await findPayment(till.council.outside.db, payment.id)).toMatchObject({
      state: "captured",
      attempts: 1,
      captured: 14_250,
      card: scriptedCard,
    })
    const history = await till.sql`
      select event, door from payment_event where payment_id = ${payment.id} order by version`
    expect(history.map((row) => `${row["event"]} ${row["door"]}`)).toEqual([
      "born buyer",
      "opened payee",
      "submitted job",
      "captured job",
    ])
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
    expect(await desk.refundsOf(payment.id)).toEqual([])
    expect(till.council.outside.lines).toContainEqual({
      level: "warn",
      fields: { payment_id: payment.id },
      message: "a lost submission was found again",
    })
  })

  it("is found once by many at once, and can be refunded", async () => {
    const payment = await forgotten("captured")
    await Promise.all([1, 2, 3, 4].map(() => ask(payment.id)))
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
    expect(await till.toldOf(payment.id)).toHaveLength(2)
    expect(await till.pay(payment.id)).toBe("payment_finished")
    expect(await desk.ask(payment.id, 14_250)).toBe("succeeded")
  })

  it("that is only reserved is taken by the next sweep", async () => {
    const payment = await forgotten("authorised")
    await ask(payment.id)
    expect(await till.stateOf(payment.id)).toBe("authorised")
    await desk.sweep(0)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
  })

  it("that is only reserved waits for a buyer who takes it", async () => {
    const payment = await forgotten("authorised", { delayedCapture: true })
    await ask(payment.id)
    expect(await till.stateOf(payment.id)).toBe("capturable")
    expect(await desk.operationsOf(payment.id, "capture")).toEqual([])
  })

  it("closes the card entry: no second card can be charged there", async () => {
    const payment = await forgotten("captured")
    await ask(payment.id)
    const objects = await till.sql`select state from acquirer_object where payment_id = ${payment.id}`
    expect([...objects]).toEqual([{ state: "closed" }])
  })

  it.each([{ amount: exactPence(1), captured: exactPence(1) }, { captured: exactPence(1) }])(
    "of another sum is never success, and for people: %o",
    async (facts) => {
      const payment = await forgotten("captured")
      till.council.outside.acquirer.change(till.firstObjectOf(payment.id), facts)
      await ask(payment.id)
      await ask(payment.id)
      expect(await till.stateOf(payment.id)).toBe("needs_operator")
      expect(await desk.casesOf(payment.id)).toEqual(["outcome_unclear open"])
      expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.needs_operator"])
      expect(await till.ledgerOf(payment.id)).toEqual([])
      till.council.outside.clock.advance(91 * 60_000)
      await expirePayments(till.council.outside)
      expect(await till.stateOf(payment.id)).toBe("needs_operator")
    },
  )

  it("is none where the entry is for another sum and nothing was taken", async () => {
    const payment = await aStartedPayment(till.council)
    till.council.outside.acquirer.change(till.firstObjectOf(payment.id), { amount: exactPence(1) })
    await ask(payment.id)
    expect(await till.stateOf(payment.id)).toBe("started")
  })
})

describe("a charge on a card entry that was given up", () => {
  it("goes back, and the payee can still pay", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "refused", reason: "declined", evidence: {} }))
    expect(await till.pay(payment.id)).toBe("started")
    const first = till.firstObjectOf(payment.id)
    acquirer.change(first, { status: "captured", captured: payment.amount })
    await ask(payment.id, first)
    expect(await till.stateOf(payment.id)).toBe("started")
    expect(await desk.linesOf(payment.id)).toEqual(["reversal 14250 submitted"])
    await desk.sweep(0)
    await openEntry(till.council, payment.id)
    expect(await till.pay(payment.id)).toBe("captured")
    expect(await desk.linesOf(payment.id)).toEqual(["reversal 14250 succeeded"])
  })
})
