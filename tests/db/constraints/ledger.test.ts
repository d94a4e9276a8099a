import type postgres from "postgres"
import { describe, expect, it } from "vitest"
import { brokenRule, freshId, notAllowed, openAttack, rawPayment, refusal } from "./attack.ts"

const attack = openAttack()

type Line = readonly [account: string, amount: number]

const balanced: readonly Line[] = [
  ["acquirer_receivable", 14_250],
  ["buyer_payable", -14_250],
]

/** Posts `lines` in one transaction; answers the posting's id or what refused it. */
async function post(writer: postgres.Sql, lines: readonly Line[], facts: Record<string, string> = {}) {
  const paymentId = await rawPayment(attack)
  const id = freshId()
  const [owner] =
    await attack.owner`select buyer_id, service_id, mode, currency from payment where id = ${paymentId}`
  const head = {
    id,
    kind: "captured",
    source_id: paymentId,
    payment_id: paymentId,
    ...owner,
    posted_at: "2026-11-22T09:30:00Z",
    ...facts,
  }
  const answer = await refusal(
    writer.begin(async (sql) => {
      await sql`insert into ledger_transaction ${sql(head)}`
      for (const [index, [account, amount]] of lines.entries())
        await sql`insert into ledger_entry values (${id}, ${index + 1}, ${account}, ${amount})`
    }),
  )
  const kept = await attack.owner`select id from ledger_transaction where id = ${id}`
  expect(kept).toHaveLength(answer === "accepted" ? 1 : 0)
  return { id, paymentId, answer }
}

describe("a posting", () => {
  it("that balances is kept", async () => {
    for (const [, writer] of attack.writers()) expect((await post(writer, balanced)).answer).toBe("accepted")
  })

  it("may have many lines", async () => {
    const lines: Line[] = [
      ["acquirer_receivable", 100],
      ["buyer_payable", -60],
      ["buyer_payable", -40],
    ]
    expect((await post(attack.app, lines)).answer).toBe("accepted")
  })

  it.each<[string, readonly Line[], string]>([
    [
      "that is a penny out",
      [
        ["acquirer_receivable", 14_250],
        ["buyer_payable", -14_249],
      ],
      brokenRule,
    ],
    ["of one line", [["acquirer_receivable", 14_250]], brokenRule],
    ["of no line", [], brokenRule],
    ["with a zero line", [...balanced, ["suspense", 0]], "ledger_entry_not_zero"],
    [
      "to an unknown account",
      [
        ["petty_cash", 1],
        ["buyer_payable", -1],
      ],
      "ledger_entry_account_known",
    ],
  ])("%s is refused", async (_name, lines, constraint) => {
    for (const [, writer] of attack.writers()) expect((await post(writer, lines)).answer).toBe(constraint)
  })

  it.each<[string, Record<string, string>, string]>([
    ["of an unknown kind", { kind: "gift" }, "ledger_transaction_kind_known"],
    ["of no payment", { payment_id: "nothing" }, brokenRule],
  ])("%s is refused", async (_name, facts, constraint) => {
    for (const [, writer] of attack.writers())
      expect((await post(writer, balanced, facts)).answer).toBe(constraint)
  })

  it("of the same cause is refused a second time", async () => {
    const { paymentId } = await post(attack.app, balanced)
    for (const [, writer] of attack.writers()) {
      const again = await post(writer, balanced, { source_id: paymentId })
      expect(again.answer).toBe("ledger_transaction_posted_once")
    }
  })

  it("takes no further line that tips it", async () => {
    const { id } = await post(attack.app, balanced)
    for (const [, writer] of attack.writers()) {
      const tipped = writer`insert into ledger_entry values (${id}, 3, 'suspense', 1)`
      expect(await refusal(tipped)).toBe(brokenRule)
    }
    expect(await attack.owner`select 1 from ledger_entry where transaction_id = ${id}`).toHaveLength(2)
  })
})

describe("a ledger row", () => {
  it.each([
    "update ledger_entry set amount = amount + 1",
    "update ledger_entry set account = 'suspense' where false",
    "delete from ledger_entry",
    "truncate ledger_entry",
    "update ledger_transaction set source_id = 'other'",
    "delete from ledger_transaction",
    "truncate ledger_transaction cascade",
  ])("is never touched again: %s", async (statement) => {
    await post(attack.app, balanced)
    const before = await attack.owner`select * from ledger_entry order by transaction_id, line`
    expect(await refusal(attack.owner.unsafe(statement))).toBe(brokenRule)
    expect(await refusal(attack.app.unsafe(statement))).toBe(notAllowed)
    expect(await attack.owner`select * from ledger_entry order by transaction_id, line`).toEqual(before)
  })
})

describe("a balance", () => {
  it("cannot be hidden until after the commit", async () => {
    const paymentId = await rawPayment(attack)
    const early = attack.app.begin(async (sql) => {
      await sql`set constraints all deferred`
      await sql`insert into ledger_transaction select ${freshId()}, 'captured', id, id, buyer_id, service_id, mode,
        currency, created_at from payment where id = ${paymentId}`
    })
    expect(await refusal(early)).toBe(brokenRule)
  })
})
