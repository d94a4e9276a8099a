import type postgres from "postgres"
import { describe, expect, it } from "vitest"
import type { Posting, PostingKind } from "#domain/ledger/posting.ts"
import { posting, reversalPosting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import { closedStates } from "#domain/payments/state.ts"
import { brokenRule, freshId, openAttack, post, rawPaymentIn, refusal } from "./attack.ts"
import type { RefundWrite } from "./refund-rows.ts"
import { postingOf, rawRefundIn, refundRow, sumsIn, writeRefund } from "./refund-rows.ts"

const attack = openAttack()

/** Writes a new refund of a captured payment by raw SQL, with its sums and postings as a test has them. */
async function bear(
  writer: postgres.Sql,
  write: (id: string) => Partial<RefundWrite>,
  facts: Record<string, unknown> = {},
) {
  const paymentId = await rawPaymentIn(attack, "captured")
  const row = await refundRow(attack, paymentId, facts)
  const whole: RefundWrite = {
    payment: sumsIn("submitted"),
    postings: [posting("refund_submitted", row.id, exactPence(row.amount))],
    ...write(row.id),
  }
  const answer = await refusal(writeRefund(writer, row, whole, (sql) => sql`insert into refund ${sql(row)}`))
  const kept = await attack.owner`select id from refund where id = ${row.id}`
  expect(kept).toHaveLength(answer === "accepted" ? 1 : 0)
  return answer
}

/** Moves a submitted refund on, with its payment and postings as a test has them. */
async function settle(
  writer: postgres.Sql,
  to: "succeeded" | "failed",
  write: (id: string) => Partial<RefundWrite>,
) {
  const row = await rawRefundIn(attack, "submitted")
  const whole: RefundWrite = {
    payment: sumsIn(to),
    postings: [postingOf("refund", to === "succeeded" ? "refund_succeeded" : "refund_failed", row.id)],
    ...write(row.id),
  }
  const moved = writeRefund(
    writer,
    row,
    whole,
    (sql) => sql`update refund set state = ${to} where id = ${row.id}`,
  )
  return await refusal(moved)
}

const posted = (kind: PostingKind, amount: number) => (id: string) => ({
  postings: [posting(kind, id, exactPence(amount))],
})

describe("a refund", () => {
  it("with its sums and its posting is kept", async () => {
    for (const [, writer] of attack.writers()) expect(await bear(writer, () => ({}))).toBe("accepted")
  })

  it.each<[string, (id: string) => Partial<RefundWrite>]>([
    ["that its payment has not reserved", () => ({ payment: null })],
    ["of which a penny less is reserved", () => ({ payment: { refund_reserved: 3_999 } })],
    ["of which a penny more is reserved", () => ({ payment: { refund_reserved: 4_001 } })],
    ["that counts as sent before it is", () => ({ payment: { refund_reserved: 4_000, refunded: 4_000 } })],
    ["without its posting", () => ({ postings: [] })],
    ["posted with a penny less", posted("refund_submitted", 3_999)],
    ["posted the other way round", posted("refund_submitted", -4_000)],
    ["posted as sent", posted("refund_succeeded", 4_000)],
    [
      "posted as asked for and sent",
      (id) => ({
        postings: [postingOf("refund", "refund_submitted", id), postingOf("refund", "refund_succeeded", id)],
      }),
    ],
    ["posted for another", () => posted("refund_submitted", 4_000)("another")],
  ])("%s is refused at the commit", async (_name, write) => {
    for (const [, writer] of attack.writers()) expect(await bear(writer, write)).toBe(brokenRule)
  })

  it("of more than was captured is refused", async () => {
    const write = () => ({ payment: { refund_reserved: 14_251 } })
    for (const [, writer] of attack.writers())
      expect(await bear(writer, write, { amount: 14_251 })).toBe("payment_amounts_ordered")
  })

  it("beside others never exceeds the capture, however many writers come together", async () => {
    const paymentId = await rawPaymentIn(attack, "captured")
    const rows = await Promise.all(Array.from({ length: 5 }, () => refundRow(attack, paymentId)))
    const answers = await Promise.all(
      rows.map((row) =>
        refusal(
          attack.app.begin(async (sql) => {
            await sql`update payment set refund_reserved = refund_reserved + 4000, version = version + 1
              where id = ${paymentId}`
            await sql`insert into refund ${sql(row)}`
            await post(sql, paymentId, postingOf("refund", "refund_submitted", row.id))
          }),
        ),
      ),
    )
    const refused = "payment_amounts_ordered"
    expect(answers.toSorted()).toEqual(["accepted", "accepted", "accepted", refused, refused])
  })

  it.each<["succeeded" | "failed", string, (id: string) => Partial<RefundWrite>]>([
    ["succeeded", "and is not counted", () => ({ payment: sumsIn("submitted") })],
    ["succeeded", "and is counted a penny short", () => ({ payment: { refunded: 3_999 } })],
    ["succeeded", "and is not posted", () => ({ postings: [] })],
    ["succeeded", "and is posted as failed", posted("refund_failed", 4_000)],
    ["succeeded", "and is posted a penny short", posted("refund_succeeded", 3_999)],
    ["failed", "and is still reserved", () => ({ payment: sumsIn("submitted") })],
    ["failed", "and is not posted", () => ({ postings: [] })],
    ["failed", "and is posted as sent", posted("refund_succeeded", 4_000)],
  ])("that %s %s is refused at the commit", async (to, _name, write) => {
    for (const [, writer] of attack.writers()) expect(await settle(writer, to, write)).toBe(brokenRule)
  })

  it("cannot be undone by the payment's columns alone", async () => {
    const { payment_id } = await rawRefundIn(attack, "succeeded")
    for (const [, writer] of attack.writers()) {
      for (const sums of [sumsIn("failed"), sumsIn("submitted"), { refund_reserved: 4_001 }]) {
        const changed = writer`update payment set ${writer(sums)}, version = version + 1 where id = ${payment_id}`
        expect(await refusal(changed)).toBe(brokenRule)
      }
    }
  })
})

describe("a reversal", () => {
  /** Writes a reversal of a closed payment, with its late money as a test has it. */
  async function reverse(
    writer: postgres.Sql,
    late: (acquirerPaymentId: string) => readonly Posting[],
    facts: Record<string, unknown> = {},
  ) {
    const paymentId = await rawPaymentIn(attack, "cancelled_by_payee")
    const row = await refundRow(attack, paymentId, { kind: "reversal", ...facts })
    const submitted = reversalPosting("refund_submitted", row.id, exactPence(row.amount))
    const write = { payment: null, postings: [...late(row.acquirer_payment_id), submitted] }
    return await refusal(writeRefund(writer, row, write, (sql) => sql`insert into refund ${sql(row)}`))
  }
  const found = (amount: number) => (id: string) => [posting("late_success", id, exactPence(amount))]

  it("with its late money is kept, and touches no sum of its payment", async () => {
    for (const [, writer] of attack.writers()) expect(await reverse(writer, found(4_000))).toBe("accepted")
  })

  it.each<[string, (acquirerPaymentId: string) => readonly Posting[]]>([
    ["without late money", () => []],
    ["of more than came late", found(3_999)],
    ["of less than came late", found(4_001)],
    ["of money that came on another attempt", () => found(4_000)(freshId())],
  ])("%s is refused at the commit", async (_name, late) => {
    for (const [, writer] of attack.writers()) expect(await reverse(writer, late)).toBe(brokenRule)
  })

  it("is made once for an acquirer's payment, whatever becomes of it", async () => {
    for (const state of ["submitted", "succeeded", "failed"] as const) {
      const { acquirer_payment_id } = await rawRefundIn(attack, state, "reversal")
      for (const [, writer] of attack.writers())
        expect(await reverse(writer, () => [], { acquirer_payment_id })).toBe(
          "refund_one_reversal_per_object",
        )
    }
  })

  it("cannot be passed off as a refund of the payment", async () => {
    for (const state of closedStates) {
      const paymentId = await rawPaymentIn(attack, state)
      const row = await refundRow(attack, paymentId)
      const write = {
        payment: sumsIn("submitted"),
        postings: [postingOf("refund", "refund_submitted", row.id)],
      }
      for (const [, writer] of attack.writers()) {
        const insert = writeRefund(writer, row, write, (sql) => sql`insert into refund ${sql(row)}`)
        expect(await refusal(insert)).toMatch(/^payment_(?:amounts_ordered|closed_keeps_no_money)$/)
      }
    }
  })
})
