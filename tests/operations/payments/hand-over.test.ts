import { beforeAll, describe, expect, it } from "vitest"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { handOver } from "#operations/payments/hand-over.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const minute = 60_000

beforeAll(() => {
  till.council.outside.acquirer.entry = "redirect"
})

async function operationsOf(paymentId: string) {
  const rows = await till.sql`
    select kind, state, acquirer_payment_id, sent_at is not null as sent, next_sync_at from operation
    where payment_id = ${paymentId} and kind = 'authorise'`
  return rows.map((row) => ({ ...row }))
}

async function historyOf(paymentId: string) {
  const rows = await till.sql`
    select event, to_state, door from payment_event where payment_id = ${paymentId} order by version`
  return rows.map((row) => `${row["event"]} ${row["to_state"]} by ${row["door"]}`).slice(2)
}

describe("handing a payee over", () => {
  it("is written down with an operation that the sweep follows after a minute", async () => {
    const { outside } = till.council
    const { id } = await aStartedPayment(till.council)
    const object = till.firstObjectOf(id)
    expect(await handOver(outside, id)).toEqual({
      ok: true,
      value: `https://acquirer.example/pages/${object}`,
    })
    expect(await historyOf(id)).toEqual([
      "submitted authorising by payee",
      "challenge challenge_required by payee",
    ])
    expect(await operationsOf(id)).toEqual([
      {
        kind: "authorise",
        state: "awaiting_payee",
        acquirer_payment_id: object,
        sent: true,
        next_sync_at: new Date(outside.clock.now() + minute),
      },
    ])
    expect(outside.acquirer.calls.filter(({ subject }) => subject === object)).toEqual([])
  })

  it("happens once, however many press at once", async () => {
    const { id } = await aStartedPayment(till.council)
    const handed = await Promise.all([1, 2, 3, 4].map(() => handOver(till.council.outside, id)))
    expect(new Set(handed.map((one) => one.ok && one.value)).size).toBe(1)
    expect(await operationsOf(id)).toHaveLength(1)
    expect(await historyOf(id)).toHaveLength(2)
  })

  it("is refused where there is no page, no payment or no time", async () => {
    const { outside } = till.council
    const refused = async (id: string) => {
      const handed = await handOver(outside, id)
      return handed.ok ? handed.value : handed.problem
    }
    expect(await refused("v".repeat(26))).toBe("payment_unknown")
    const created = await aNewPayment(till.council)
    expect(await refused(created.id)).toBe("payment_not_payable")
    const cancelled = await aStartedPayment(till.council)
    await cancelPayment(outside, { paymentId: cancelled.id, by: "payee" })
    expect(await refused(cancelled.id)).toBe("payment_not_payable")
    outside.acquirer.entry = "direct_post"
    const direct = await aStartedPayment(till.council)
    outside.acquirer.entry = "redirect"
    expect(await refused(direct.id)).toBe("payment_not_payable")
    const late = await aStartedPayment(till.council)
    outside.clock.advance(90 * minute)
    expect(await refused(late.id)).toBe("payment_not_payable")
    expect(await operationsOf(late.id)).toEqual([])
  })
})
