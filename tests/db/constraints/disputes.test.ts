import type postgres from "postgres"
import { describe, expect, it } from "vitest"
import type { DisputeState } from "#domain/disputes/dispute.ts"
import { disputeMoves, disputeStates } from "#domain/disputes/dispute.ts"
import type { Posting, PostingKind } from "#domain/ledger/posting.ts"
import { posting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import { brokenRule, freshId, openAttack, post, rawPayment, rawPaymentIn, refusal } from "./attack.ts"

const attack = openAttack()
const amount = exactPence(14_250)
const at = "2026-11-25T09:00:00Z"
const legal = new Set([
  ...disputeMoves.map(([from, to]) => `${from} ${to}`),
  ...disputeStates.map((state) => `${state} ${state}`),
])

/** A row of `dispute` as one of a payment is born, with what a test says of it. */
async function disputeRow(paymentId: string, facts: Record<string, unknown> = {}) {
  const [owner] = await attack.owner<{ buyer_id: string; service_id: string; mode: string }[]>`
    select buyer_id, service_id, mode from payment where id = ${paymentId}`
  const id = freshId()
  return {
    id,
    payment_id: paymentId,
    ...owner,
    acquirer: "sandbox",
    acquirer_dispute_id: `dp_${id}`,
    amount: amount as number,
    reason: "fraudulent",
    state: "needs_response",
    opened_at: at,
    updated_at: at,
    ...facts,
  }
}

/** The posting that belongs to a move; null where no money moves. */
function postedAs(from: DisputeState, to: DisputeState): PostingKind | null {
  if (from === to) return null
  if (to === "won") return "dispute_won"
  return to === "lost" ? "dispute_lost" : null
}

/** A dispute that stands in `state` with its postings, put there with every trigger off. */
async function rawDisputeIn(state: DisputeState) {
  const paymentId = await rawPaymentIn(attack, "captured")
  const row = await disputeRow(paymentId, { state, prev_state: state })
  const closed = postedAs("needs_response", state)
  await attack.owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    await sql`insert into dispute ${sql(row)}`
    await post(sql, paymentId, posting("dispute_opened", row.id, amount))
    if (closed !== null) await post(sql, paymentId, posting(closed, row.id, amount))
  })
  return row
}

interface Write {
  readonly paymentId: string
  readonly postings: readonly Posting[]
}

/** Changes a dispute and posts for it in one transaction. */
async function write(
  writer: postgres.Sql,
  { paymentId, postings }: Write,
  how: (sql: postgres.TransactionSql) => PromiseLike<unknown>,
) {
  const written = writer.begin(async (sql) => {
    await how(sql)
    for (const one of postings) await post(sql, paymentId, one)
  })
  return await refusal(written)
}

describe("the moves of a dispute that PostgreSQL lets through", () => {
  it("are the domain's, pair by pair", async () => {
    const rows = await attack.owner<{ pair: string }[]>`
      select from_state || ' ' || to_state as pair from dispute_transition`
    expect(new Set(rows.map((row) => row.pair))).toEqual(legal)
  })

  it.each(disputeStates)("from %s go where the domain says", async (from) => {
    for (const to of disputeStates) {
      for (const [, writer] of attack.writers()) {
        const row = await rawDisputeIn(from)
        const kind = postedAs(from, to)
        const postings = kind === null ? [] : [posting(kind, row.id, amount)]
        const expected = legal.has(`${from} ${to}`) ? "accepted" : "dispute_legal_move"
        const moved = await write(
          writer,
          { paymentId: row.payment_id, postings },
          (sql) => sql`update dispute set state = ${to} where id = ${row.id}`,
        )
        expect([from, to, moved]).toEqual([from, to, expected])
        const [kept] = await attack.owner`select state from dispute where id = ${row.id}`
        expect(kept).toEqual({ state: expected === "accepted" ? to : from })
      }
    }
  })

  it("are judged by the row's own past, not by what a writer claims", async () => {
    for (const [, writer] of attack.writers()) {
      const row = await rawDisputeIn("lost")
      const claimed = writer`update dispute set state = 'won', prev_state = 'under_review' where id = ${row.id}`
      expect(await refusal(claimed)).toBe("dispute_legal_move")
    }
  })
})

describe("what a dispute is", () => {
  it.each<[string, unknown]>([
    ["id", "0123456789abcdefghijklmnop"],
    ["buyer_id", "someone"],
    ["service_id", "another"],
    ["mode", "live"],
    ["acquirer", "stripe"],
    ["acquirer_dispute_id", "dp_other"],
    ["amount", 14_249],
    ["opened_at", "2026-11-22T08:00:00Z"],
  ])("never changes: %s", async (column, value) => {
    for (const [, writer] of attack.writers()) {
      const row = await rawDisputeIn("needs_response")
      const changed = writer`update dispute set ${writer({ [column]: value as string })} where id = ${row.id}`
      expect(await refusal(changed)).toBe(brokenRule)
    }
  })
})

describe("a dispute", () => {
  it.each(disputeStates.slice(1))("is not born %s", async (state) => {
    for (const [, writer] of attack.writers()) {
      const row = await disputeRow(await rawPaymentIn(attack, "captured"), { state })
      expect(await refusal(writer`insert into dispute ${writer(row)}`)).toBe(brokenRule)
    }
  })

  it("is known once by the acquirer's id", async () => {
    const { acquirer_dispute_id } = await rawDisputeIn("won")
    for (const [, writer] of attack.writers()) {
      const row = await disputeRow(await rawPaymentIn(attack, "captured"), { acquirer_dispute_id })
      expect(await refusal(writer`insert into dispute ${writer(row)}`)).toBe("dispute_acquirer_id")
    }
  })

  it.each<[string, Record<string, unknown>, string]>([
    ["with an id of another shape", { id: "DISPUTE" }, "dispute_id_shape"],
    ["of less than nothing", { amount: -1 }, "dispute_amount_range"],
    ["of more than £100,000", { amount: 10_000_001 }, "dispute_amount_range"],
    ["without a reason", { reason: "" }, "dispute_reason"],
    ["with a long reason", { reason: "x".repeat(101) }, "dispute_reason"],
    ["with a card number for a reason", { reason: "card 4242 4242 4242 4242" }, "dispute_reason"],
    ["of no payment", { payment_id: "nothing" }, brokenRule],
    ["of another buyer's payment", { buyer_id: "someone" }, brokenRule],
    ["of another service's payment", { service_id: "another" }, brokenRule],
    ["of a payment of the other mode", { mode: "live" }, brokenRule],
  ])("is never %s", async (_name, facts, constraint) => {
    const paymentId = await rawPayment(attack)
    for (const [, writer] of attack.writers()) {
      const row = await disputeRow(paymentId, facts)
      expect(await refusal(writer`insert into dispute ${writer(row)}`)).toBe(constraint)
    }
  })
})

describe("disputed money", () => {
  const posted = (kind: PostingKind, sum: number) => (id: string) => [posting(kind, id, exactPence(sum))]

  it.each<[string, (id: string) => readonly Posting[], string]>([
    ["held to the penny", posted("dispute_opened", 14_250), "accepted"],
    ["not held", () => [], brokenRule],
    ["held a penny short", posted("dispute_opened", 14_249), brokenRule],
    ["held for another dispute", () => posted("dispute_opened", 14_250)(freshId()), brokenRule],
    [
      "let go at once",
      (id) => [posting("dispute_opened", id, amount), posting("dispute_won", id, amount)],
      brokenRule,
    ],
  ])("when it is opened: %s", async (_name, postings, expected) => {
    for (const [, writer] of attack.writers()) {
      const row = await disputeRow(await rawPaymentIn(attack, "captured"))
      const facts = { paymentId: row.payment_id, postings: postings(row.id) }
      expect(await write(writer, facts, (sql) => sql`insert into dispute ${sql(row)}`)).toBe(expected)
    }
  })

  it("may be none while a bank asks, and is taken once", async () => {
    for (const [, writer] of attack.writers()) {
      const row = await disputeRow(await rawPaymentIn(attack, "captured"), { amount: 0 })
      const paymentId = row.payment_id
      const take = (sum: number, postings: readonly Posting[]) =>
        write(
          writer,
          { paymentId, postings },
          (sql) => sql`update dispute set amount = ${sum} where id = ${row.id}`,
        )
      const opening = [posting("dispute_opened", row.id, amount)]
      expect(
        await write(writer, { paymentId, postings: [] }, (sql) => sql`insert into dispute ${sql(row)}`),
      ).toBe("accepted")
      expect(await take(14_250, [])).toBe(brokenRule)
      expect(await take(14_249, opening)).toBe(brokenRule)
      expect(await take(14_250, opening)).toBe("accepted")
      expect(await take(0, [])).toBe(brokenRule)
      expect(await take(14_251, [])).toBe(brokenRule)
    }
  })

  it.each<["won" | "lost" | "under_review", string, (id: string) => readonly Posting[]]>([
    ["won", "still held", () => []],
    ["won", "posted as lost", posted("dispute_lost", 14_250)],
    ["won", "let go a penny short", posted("dispute_won", 14_249)],
    ["lost", "still held", () => []],
    ["lost", "posted as won", posted("dispute_won", 14_250)],
    ["under_review", "let go already", posted("dispute_won", 14_250)],
  ])("when it is %s: %s is refused", async (to, _name, postings) => {
    for (const [, writer] of attack.writers()) {
      const row = await rawDisputeIn("needs_response")
      const facts = { paymentId: row.payment_id, postings: postings(row.id) }
      const moved = await write(
        writer,
        facts,
        (sql) => sql`update dispute set state = ${to} where id = ${row.id}`,
      )
      expect(moved).toBe(brokenRule)
    }
  })
})
