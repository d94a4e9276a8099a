import { describe, expect, it } from "vitest"
import { brokenRule, notAllowed, openAttack, rawPayment, refusal } from "./attack.ts"

const attack = openAttack()

/** Answers to keyed requests are forgotten after a week: the only rows that ever go. */
const forgotten = "idempotency_key"

async function tables(): Promise<readonly string[]> {
  const rows = await attack.owner<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`
  return rows.map((row) => row.name)
}

describe("the processes' role", () => {
  it("deletes nothing but what is meant to be forgotten, and empties nothing", async () => {
    const names = await tables()
    expect(names).toContain("payment")
    expect(names.length).toBeGreaterThan(12)
    for (const name of names) {
      const deleted = name === forgotten ? "accepted" : notAllowed
      expect([name, await refusal(attack.app`delete from ${attack.app(name)}`)]).toEqual([name, deleted])
      expect([name, await refusal(attack.app`truncate ${attack.app(name)} cascade`)]).toEqual([
        name,
        notAllowed,
      ])
    }
  })

  it("writes again only where a row is meant to change", async () => {
    const changeable = await attack.app<{ name: string }[]>`
      select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
        and has_table_privilege(oid, 'update') order by relname`
    expect(changeable.map((row) => row.name)).toEqual([
      "acquirer_cursor",
      "acquirer_notification",
      "acquirer_object",
      "api_key",
      "basket",
      "buyer",
      "dispute",
      "operation",
      "operator_case",
      "payment",
      "policy_violation",
      "reconciliation_day",
      "reconciliation_item",
      "refund",
      "service",
      "service_account",
      "webhook_delivery",
      "webhook_endpoint",
    ])
  })

  it.each([
    "insert into payment_transition values ('created', 'captured')",
    "update payment_transition set to_state = 'captured'",
    "insert into refund_transition values ('failed', 'succeeded')",
    "update refund_transition set to_state = 'succeeded'",
    "insert into dispute_transition values ('lost', 'won')",
    "update dispute_transition set to_state = 'won'",
    "update payment_event set door = 'operator'",
    "update outbox_event set body = '{}'",
    "update idempotency_key set body = '{}'",
    "create table public.another (id text)",
    "create schema another",
    "alter table payment disable trigger payment_moves",
    "alter table payment drop constraint payment_legal_move",
    "alter table payment disable row level security",
    "alter table refund disable trigger refund_adds_up",
    "alter table refund disable row level security",
    "alter table dispute disable row level security",
    "drop trigger ledger_entry_balances on ledger_entry",
    "drop table payment cascade",
    "create or replace function public.contains_pan(input text) returns boolean language sql as 'select false'",
    "create role another",
    "grant delete on payment to civic_pay_buyer",
    "set session_replication_role = replica",
  ])("may not: %s", async (statement) => {
    const done = refusal(attack.app.unsafe(statement))
    // A grant of what one does not have is a warning to PostgreSQL: then nothing may have been given.
    if (statement.startsWith("grant")) {
      await done
      const [given] =
        await attack.owner`select has_table_privilege('civic_pay_buyer', 'payment', 'delete') as given`
      expect(given).toEqual({ given: false })
    } else expect(await done).toBe(notAllowed)
  })
})

describe("the owner", () => {
  it.each([
    "update payment_event set door = 'operator'",
    "delete from payment_event",
    "truncate payment_event",
    "delete from payment",
    "truncate payment cascade",
    "update payment_transition set to_state = 'captured'",
    "delete from payment_transition",
    "delete from refund",
    "truncate refund cascade",
    "update refund_transition set to_state = 'succeeded'",
    "delete from refund_transition",
    "delete from dispute",
    "truncate dispute cascade",
    "update dispute_transition set to_state = 'won'",
    "delete from dispute_transition",
    "delete from operator_case",
    "truncate operator_case",
    "update outbox_event set body = '{}'",
    "delete from outbox_event",
  ])("rewrites no history either: %s", async (statement) => {
    await rawPayment(attack)
    expect(await refusal(attack.owner.unsafe(statement))).toBe(brokenRule)
  })
})

describe("the role of a buyer's reads", () => {
  it("sees nothing without a scope", async () => {
    await rawPayment(attack)
    expect(await attack.owner`select 1 from payment limit 1`).toHaveLength(1)
    expect(await attack.buyer`select id from payment`).toEqual([])
    expect(await attack.buyer`select version from payment_event`).toEqual([])
  })

  it("reads no table but payments, their history, refunds and disputes", async () => {
    for (const name of await tables()) {
      const answer = await refusal(attack.buyer`select 1 from ${attack.buyer(name)} limit 1`)
      const readable = ["payment", "payment_event", "refund", "dispute"].includes(name)
      expect([name, answer]).toEqual([name, readable ? "accepted" : notAllowed])
    }
  })

  it.each([
    "insert into payment (id) values ('x')",
    "update payment set description = 'mine'",
    "delete from payment",
    "truncate payment",
    "insert into payment_event (payment_id) values ('x')",
    "update payment_event set door = 'operator'",
    "delete from payment_event",
    "insert into refund (id) values ('x')",
    "update refund set state = 'succeeded'",
    "delete from refund",
    "insert into dispute (id) values ('x')",
    "update dispute set state = 'won'",
    "delete from dispute",
    "create table public.another (id text)",
  ])("writes nothing: %s", async (statement) => {
    expect(await refusal(attack.buyer.unsafe(statement))).toBe(notAllowed)
  })
})
