import { describe, expect, it } from "vitest"
import type { RefundState } from "#domain/refunds/refund.ts"
import { refundKinds, refundMoves, refundStates } from "#domain/refunds/refund.ts"
import { brokenRule, openAttack, rawPayment, rawPaymentIn, refusal } from "./attack.ts"
import { postedAs, postingOf, rawRefundIn, refundRow, sumsIn, writeRefund } from "./refund-rows.ts"

const attack = openAttack()
const legal = new Set([
  ...refundMoves.map(([from, to]) => `${from} ${to}`),
  ...refundStates.map((state) => `${state} ${state}`),
])

type Row = Awaited<ReturnType<typeof rawRefundIn>>

async function move(row: Row, from: RefundState, to: RefundState, writer = attack.app) {
  const kind = row.kind === "reversal" ? "reversal" : "refund"
  const cause = postedAs(from, to)
  const write = {
    payment: kind === "reversal" ? null : sumsIn(to),
    postings: cause === null ? [] : [postingOf(kind, cause, row.id)],
  }
  return await refusal(
    writeRefund(writer, row, write, (sql) => sql`update refund set state = ${to} where id = ${row.id}`),
  )
}

describe("the moves of a refund that PostgreSQL lets through", () => {
  it("are the domain's, pair by pair", async () => {
    const rows = await attack.owner<{ pair: string }[]>`
      select from_state || ' ' || to_state as pair from refund_transition`
    expect(new Set(rows.map((row) => row.pair))).toEqual(legal)
  })

  describe.each(refundKinds)("for a %s", (kind) => {
    it.each(refundStates)("from %s go where the domain says", async (from) => {
      for (const to of refundStates) {
        for (const [, writer] of attack.writers()) {
          const row = await rawRefundIn(attack, from, kind)
          const expected = legal.has(`${from} ${to}`) ? "accepted" : "refund_legal_move"
          expect([from, to, await move(row, from, to, writer)]).toEqual([from, to, expected])
          const [kept] = await attack.owner`select state from refund where id = ${row.id}`
          expect(kept).toEqual({ state: expected === "accepted" ? to : from })
        }
      }
    })
  })

  it("are judged by the row's own past, not by what a writer claims", async () => {
    for (const [, writer] of attack.writers()) {
      const row = await rawRefundIn(attack, "failed")
      const claimed = writer`
        update refund set state = 'succeeded', prev_state = 'submitted' where id = ${row.id}`
      expect(await refusal(claimed)).toBe("refund_legal_move")
    }
  })
})

describe("what a refund is", () => {
  it.each<[string, unknown]>([
    ["id", "0123456789abcdefghijklmnop"],
    ["buyer_id", "someone"],
    ["service_id", "another"],
    ["mode", "live"],
    ["kind", "reversal"],
    ["acquirer", "stripe"],
    ["acquirer_payment_id", "acq_other"],
    ["amount", 3_999],
    ["created_at", "2026-11-22T08:00:00Z"],
  ])("never changes: %s", async (column, value) => {
    for (const [, writer] of attack.writers()) {
      const row = await rawRefundIn(attack, "submitted")
      const changed = writer`update refund set ${writer({ [column]: value as string })} where id = ${row.id}`
      expect(await refusal(changed)).toBe(brokenRule)
    }
  })

  it("never changes: its payment", async () => {
    const other = await rawPaymentIn(attack, "captured")
    for (const [, writer] of attack.writers()) {
      const row = await rawRefundIn(attack, "submitted")
      const changed = writer`update refund set payment_id = ${other} where id = ${row.id}`
      expect(await refusal(changed)).toBe(brokenRule)
    }
  })

  it("takes the acquirer's id once, and for itself alone", async () => {
    for (const [name, writer] of attack.writers()) {
      const [row, other] = [await rawRefundIn(attack, "submitted"), await rawRefundIn(attack, "submitted")]
      const told = (id: string, acquirerId: string | null) =>
        refusal(writer`update refund set acquirer_refund_id = ${acquirerId} where id = ${id}`)
      expect(await told(row.id, `ref_${name}`)).toBe("accepted")
      expect(await told(row.id, `ref_${name}`)).toBe("accepted")
      expect(await told(row.id, "ref_another")).toBe(brokenRule)
      expect(await told(row.id, null)).toBe(brokenRule)
      expect(await told(other.id, `ref_${name}`)).toBe("refund_acquirer_id")
    }
  })
})

describe("a refund", () => {
  it.each(refundStates.slice(1))("is not born %s", async (state) => {
    for (const [, writer] of attack.writers()) {
      const row = await refundRow(attack, await rawPaymentIn(attack, "captured"), { state })
      expect(await refusal(writer`insert into refund ${writer(row)}`)).toBe(brokenRule)
    }
  })

  it("that claims an earlier state at its birth gets its own", async () => {
    const row = await refundRow(attack, await rawPaymentIn(attack, "captured"), { prev_state: "succeeded" })
    const posting = postingOf("refund", "refund_submitted", row.id)
    const write = { payment: sumsIn("submitted"), postings: [posting] }
    await writeRefund(attack.app, row, write, (sql) => sql`insert into refund ${sql(row)}`)
    const [kept] = await attack.owner`select prev_state, state from refund where id = ${row.id}`
    expect(kept).toEqual({ prev_state: "submitted", state: "submitted" })
  })

  it.each<[string, Record<string, unknown>, string]>([
    ["with an id of another shape", { id: "REFUND" }, "refund_id_shape"],
    ["of an unknown kind", { kind: "gift" }, "refund_kind_known"],
    ["of nothing", { amount: 0 }, "refund_amount_range"],
    ["of less than nothing", { amount: -1 }, "refund_amount_range"],
    ["of more than £100,000", { amount: 10_000_001 }, "refund_amount_range"],
    ["of no payment", { payment_id: "nothing" }, brokenRule],
    ["of another buyer's payment", { buyer_id: "someone" }, brokenRule],
    ["of another service's payment", { service_id: "another" }, brokenRule],
    ["of a payment of the other mode", { mode: "live" }, brokenRule],
  ])("is never %s", async (_name, facts, constraint) => {
    const paymentId = await rawPayment(attack)
    for (const [, writer] of attack.writers()) {
      const row = await refundRow(attack, paymentId, facts)
      expect(await refusal(writer`insert into refund ${writer(row)}`)).toBe(constraint)
    }
  })
})
