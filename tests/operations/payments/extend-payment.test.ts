import { describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { extendPayment } from "#operations/payments/extend-payment.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const minute = 60_000
const day = 24 * 60 * minute

function extend(paymentId: string) {
  return extendPayment(till.council.outside, paymentId)
}

async function endOf(paymentId: string) {
  return (await findPayment(till.council.outside.db, paymentId))?.expiresAt
}

describe("more time", () => {
  it("is 24 hours from now, as often as asked", async () => {
    const { clock } = till.council.outside
    const payment = await aStartedPayment(till.council)
    for (let turn = 0; turn < 2; turn += 1) {
      clock.advance(80 * minute)
      expect(await extend(payment.id)).toEqual({ ok: true, value: clock.now() + day })
      expect(await endOf(payment.id)).toBe(clock.now() + day)
    }
    expect(await till.pay(payment.id)).toBe("captured")
  })

  it("is given while the bank waits for the payee", async () => {
    const { acquirer } = till.council.outside
    const payment = await aStartedPayment(till.council)
    acquirer.script.push((request) => {
      const url = "https://acquirer.example/challenges/1"
      acquirer.change(request.acquirerPaymentId, { status: "challenge", challengeUrl: url })
      return { kind: "ok", value: { status: "challenge", url, card: scriptedCard }, evidence: {} }
    })
    expect(await till.pay(payment.id)).toBe("challenge_required")
    expect(await extend(payment.id)).toMatchObject({ ok: true })
  })

  it("is given once for two presses at one moment", async () => {
    const payment = await aNewPayment(till.council)
    const answers = await Promise.all([extend(payment.id), extend(payment.id), extend(payment.id)])
    expect(answers.some((answer) => answer.ok)).toBe(true)
    for (const answer of answers) if (!answer.ok) expect(answer.problem).toBe("payment_changed")
    const [row] = await till.sql`
      select version, (select count(*)::int from payment_event where payment_id = id) as lines from payment
      where id = ${payment.id}`
    expect(row?.["version"]).toBe(row?.["lines"])
  })
})

describe("no more time is given", () => {
  it("once the time is over", async () => {
    const payment = await aNewPayment(till.council)
    till.council.outside.clock.advance(90 * minute)
    expect(await extend(payment.id)).toEqual({ ok: false, problem: "payment_not_payable" })
    expect(await endOf(payment.id)).toBe(payment.expiresAt)
  })

  it("to a payment that ended, is paid or is being charged", async () => {
    const { outside } = till.council
    const { acquirer } = outside
    const cancelled = await aNewPayment(till.council)
    await cancelPayment(outside, { paymentId: cancelled.id, by: "payee" })
    const paid = await aStartedPayment(till.council)
    await till.pay(paid.id)
    const charging = await aStartedPayment(till.council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await till.pay(charging.id)
    for (const { id } of [cancelled, paid, charging])
      expect(await extend(id)).toEqual({ ok: false, problem: "payment_not_payable" })
  })

  it("to a payment that is not there", async () => {
    expect(await extend("nobody")).toEqual({ ok: false, problem: "payment_unknown" })
  })
})
