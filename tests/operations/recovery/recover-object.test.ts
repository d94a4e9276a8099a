import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { resolveCase } from "#operations/operator-cases/resolve-case.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { recoverChanges } from "#operations/recovery/recover-changes.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { aNewPayment, aStartedPayment, openEntry } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"
import { changeList } from "./change-list.ts"

const till = openTill()
const outside = () => till.council.outside
const { tell, lostCharge } = changeList(till)
const paidOnce = ["1 payment.started", "2 payment.captured"]

function objectsOf(paymentId: string) {
  return till.sql`select external_id as id, state, sequence from acquirer_object
    where payment_id = ${paymentId} order by sequence`
}

describe("after lost seconds", () => {
  it("a charge on a card entry that still seems open is the payment's own", async () => {
    const payment = await aStartedPayment(till.council)
    const object = till.firstObjectOf(payment.id)
    const amount = payment.amount
    outside().acquirer.change(object, { status: "captured", captured: amount, card: scriptedCard })
    tell({ acquirerPaymentId: object, reference: payment.id })
    await recoverChanges(outside())
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.toldOf(payment.id)).toEqual(paidOnce)
  })

  it("a charge whose card entry is lost too is the payment's own", async () => {
    for (const payment of [await aNewPayment(till.council), await aStartedPayment(till.council)]) {
      const pointer = lostCharge(payment.id)
      tell(pointer)
      expect(await recoverChanges(outside())).toBe(1)
      expect(await till.stateOf(payment.id)).toBe("captured")
      expect(await till.toldOf(payment.id)).toEqual(paidOnce)
      expect(await till.ledgerOf(payment.id)).toHaveLength(2)
      expect((await objectsOf(payment.id)).at(-1)).toMatchObject({
        id: pointer.acquirerPaymentId,
        state: "closed",
      })
    }
  })

  it("a second card after a refusal that is lost as well is the payment's own", async () => {
    const { acquirer } = outside()
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "cut_off", evidence: {} }))
    expect(await till.pay(payment.id)).toBe("checking")
    acquirer.change(till.firstObjectOf(payment.id), { status: "closed", lastRefusal: "declined" })
    tell(lostCharge(payment.id))
    await recoverChanges(outside())
    expect(await till.stateOf(payment.id)).toBe("captured")
  })

  it("a lost charge waits while nobody knows what became of the card after it", async () => {
    const { acquirer } = outside()
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "cut_off", evidence: {} }))
    expect(await till.pay(payment.id)).toBe("checking")
    const first = till.firstObjectOf(payment.id)
    tell(lostCharge(payment.id))
    const fetch = acquirer.fetch.bind(acquirer)
    acquirer.fetch = async (call, id) =>
      id === first ? { kind: "unknown", cause: "timeout", evidence: {} } : await fetch(call, id)
    expect(await recoverChanges(outside())).toBe(0)
    acquirer.fetch = fetch
    acquirer.change(first, { status: "pending" })
    expect(await recoverChanges(outside())).toBe(0)
    expect(await objectsOf(payment.id)).toHaveLength(1)
    expect(await till.sql`select cursor from acquirer_cursor`).toEqual([])
    acquirer.change(first, { status: "closed", lastRefusal: "declined" })
    expect(await recoverChanges(outside())).toBe(1)
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await till.sql`select id from refund where payment_id = ${payment.id}`).toEqual([])
  })

  it("a lost charge of a paid payment goes back, and refunds stay on the one that paid", async () => {
    const { acquirer } = outside()
    const payment = await aStartedPayment(till.council)
    expect(await till.pay(payment.id)).toBe("captured")
    const pointer = lostCharge(payment.id)
    tell(pointer)
    await recoverChanges(outside())
    await syncOperations(outside())
    expect(acquirer.payments.get(pointer.acquirerPaymentId)?.refunds).toMatchObject([
      { amount: 14_250, status: "succeeded" },
    ])
    expect(await till.stateOf(payment.id)).toBe("captured")
    const amount = exactPence(1_000)
    const begun = await createRefund(outside(), { paymentId: payment.id, amount, expectedAvailable: null })
    expect(begun).toMatchObject({
      ok: true,
      value: { refund: { acquirerPaymentId: till.firstObjectOf(payment.id) } },
    })
    if (begun.ok) await begun.value.settled
  })

  it("a lost charge of a payment that was cancelled goes back", async () => {
    const { acquirer } = outside()
    const payment = await aNewPayment(till.council)
    await cancelPayment(outside(), { paymentId: payment.id, by: "payee" })
    const pointer = lostCharge(payment.id)
    tell(pointer)
    await recoverChanges(outside())
    await syncOperations(outside())
    expect(await till.stateOf(payment.id)).toBe("cancelled_by_payee")
    expect(await till.toldOf(payment.id)).toContain("2 payment.late_success_reversed")
    expect(acquirer.payments.get(pointer.acquirerPaymentId)?.refunds).toHaveLength(1)
  })

  it("a lost card entry without money changes nothing", async () => {
    const payment = await aStartedPayment(till.council)
    tell(lostCharge(payment.id, { status: "open", captured: exactPence(0) }))
    expect(await recoverChanges(outside())).toBe(1)
    expect(await objectsOf(payment.id)).toHaveLength(1)
    expect((await openEntry(till.council, payment.id)).ok).toBe(true)
    expect(await till.pay(payment.id)).toBe("captured")
  })
})

describe("money of a payment that nobody here knows", () => {
  it("is given to people, once", async () => {
    const pointer = lostCharge("another shop's")
    const { acquirerPaymentId } = pointer
    const cases = () => till.sql`select id, reason, closed_by as by from operator_case
      where subject_id = ${acquirerPaymentId}`
    for (let time = 0; time < 2; time += 1) {
      tell(pointer)
      await recoverChanges(outside())
      expect(await cases()).toMatchObject([{ reason: "notification_set_aside", by: null }])
    }
    const [open] = await cases()
    const noted = { to: "noted", by: "Nia Rees", evidence: "the shop was told" } as const
    await resolveCase(outside(), { caseId: String(open?.["id"]), ...noted })
    tell(pointer)
    await recoverChanges(outside())
    expect(await cases()).toMatchObject([{ by: "Nia Rees" }])
  })

  it("is none where nothing was taken", async () => {
    const pointer = lostCharge("another shop's", { status: "closed", captured: exactPence(0) })
    tell(pointer, { acquirerPaymentId: "acq_nowhere", reference: "another shop's" })
    expect(await recoverChanges(outside())).toBe(2)
    expect(
      await till.sql`select id from operator_case where subject_id in (${pointer.acquirerPaymentId}, 'acq_nowhere')`,
    ).toEqual([])
  })
})
