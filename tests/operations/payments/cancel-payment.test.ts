import { describe, expect, it } from "vitest"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

describe("a cancellation", () => {
  it("by the payee ends a new payment", async () => {
    const payment = await aNewPayment(till.council)
    expect(await cancelPayment(till.council.outside, { paymentId: payment.id, by: "payee" })).toMatchObject({
      ok: true,
      value: { state: "cancelled_by_payee" },
    })
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.cancelled"])
    expect(await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })).toEqual({
      ok: false,
      problem: "payment_finished",
    })
  })

  it("is refused while a charge is out", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await till.pay(payment.id)
    expect(await cancelPayment(till.council.outside, { paymentId: payment.id, by: "service" })).toEqual({
      ok: false,
      problem: "payment_busy",
    })
  })

  it("of an unknown payment says so", async () => {
    expect(await cancelPayment(till.council.outside, { paymentId: "nobody", by: "service" })).toEqual({
      ok: false,
      problem: "payment_unknown",
    })
  })

  it.each([
    ["payee", "cancelled_by_payee", "payee"],
    ["service", "cancelled_by_service", "buyer"],
    ["expiry", "expired", "job"],
  ] as const)("by %s at the bank releases what may be held", async (by, state, door) => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push((request) => {
      const url = "https://acquirer.example/challenges/1"
      acquirer.change(request.acquirerPaymentId, { status: "challenge", challengeUrl: url })
      return { kind: "ok", value: { status: "challenge", url, card: scriptedCard }, evidence: {} }
    })
    expect(await till.pay(payment.id)).toBe("challenge_required")
    const cancelled = await cancelPayment(till.council.outside, { paymentId: payment.id, by })
    expect(cancelled).toMatchObject({ ok: true, value: { state } })
    const operations = await till.sql`
      select kind, state from operation where payment_id = ${payment.id} order by created_at, kind`
    expect(operations.map((row) => `${row["kind"]} ${row["state"]}`)).toContain("authorise superseded")
    expect(operations.map((row) => `${row["kind"]} ${row["state"]}`)).toContain("void prepared")
    const [last] = await till.sql`
      select door from payment_event where payment_id = ${payment.id} order by version desc limit 1`
    expect(last).toEqual({ door })
    await syncOperations(till.council.outside)
    expect(acquirer.payments.get(till.firstObjectOf(payment.id))?.status).toBe("closed")
    expect(await till.stateOf(payment.id)).toBe(state)
  })

  it("closes the card entry, so that nothing can be charged there", async () => {
    const payment = await aStartedPayment(till.council)
    await cancelPayment(till.council.outside, { paymentId: payment.id, by: "payee" })
    expect(await till.pay(payment.id)).toBe("payment_finished")
    expect(till.chargesOf(payment.id)).toBe(0)
    const objects =
      await till.sql`select state, entry_secret from acquirer_object where payment_id = ${payment.id}`
    expect([...objects]).toEqual([{ state: "closed", entry_secret: null }])
  })

  it("happens once for simultaneous presses", async () => {
    const payment = await aStartedPayment(till.council)
    const by = ["payee", "service", "payee", "service"] as const
    const answers = await Promise.all(
      by.map((who) => cancelPayment(till.council.outside, { paymentId: payment.id, by: who })),
    )
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1)
    for (const answer of answers) if (!answer.ok) expect(answer.problem).toBe("payment_finished")
    expect(await till.toldOf(payment.id)).toHaveLength(2)
  })

  it("and a charge at one moment end in one of the two", async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const payment = await aStartedPayment(till.council)
      const [paid, cancelled] = await Promise.all([
        till.pay(payment.id),
        cancelPayment(till.council.outside, { paymentId: payment.id, by: "payee" }),
      ])
      const state = await till.stateOf(payment.id)
      expect(state).toBe(cancelled.ok ? "cancelled_by_payee" : "captured")
      expect(paid === "captured").toBe(!cancelled.ok)
      expect(till.chargesOf(payment.id)).toBe(cancelled.ok ? 0 : 1)
    }
  })
})
