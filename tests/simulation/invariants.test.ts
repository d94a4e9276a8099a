import { describe, expect, it } from "vitest"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { openBooks } from "./books.ts"
import { checkoutViolations } from "./invariants.ts"

const { till, aSettledPayment, heldByTheAcquirer, brokenBy, forge } = openBooks()

const operation = `insert into operation (id, payment_id, kind, state, idempotency_key, request, syncs, next_sync_at, created_at, sent_at)
  select $1 || 'x', $1, 'authorise', 'unknown', $1 || 'x', '{}', 0, now(), now(), now()`
const posting = `(select id from ledger_transaction where payment_id = $1)`

describe("the invariants", () => {
  it("hold for a payment with which all is well", async () => {
    expect(await brokenBy(await aSettledPayment())).toEqual([])
  })

  it.each([
    [
      "a posting balances",
      `update ledger_entry set amount = amount + 1 where account = 'buyer_payable' and transaction_id = ${posting}`,
    ],
    ["a posting balances", `delete from ledger_entry where line = 1 and transaction_id = ${posting}`],
    [
      "the ledger says what the payment's columns say",
      `update ledger_entry set amount = 2 * amount where transaction_id = ${posting}`,
    ],
    [
      "a closed payment keeps no money",
      "update payment set state = 'declined', prev_state = 'started', refund_reserved = captured where id = $1",
    ],
    ["no operation is open", operation],
    ["a payment ends", "update payment set state = 'checking', prev_state = 'authorising' where id = $1"],
    [
      "every event has one delivery for each endpoint, and it was delivered",
      "update webhook_delivery set state = 'exhausted' where event_id in (select id from outbox_event where subject_id = $1)",
    ],
    [
      "every event has one delivery for each endpoint, and it was delivered",
      "delete from webhook_delivery where event_id in (select id from outbox_event where subject_id = $1)",
    ],
    [
      "events of a payment are numbered without a gap",
      "update outbox_event set sequence = 3 where sequence = 2 and subject_id = $1",
    ],
    [
      "events of a payment are numbered without a gap",
      "update payment set notices = 3, version = version + 1 where id = $1",
    ],
    [
      "history is a path of legal moves",
      "update payment_event set from_state = 'started', to_state = 'started' where event = 'submitted' and payment_id = $1",
    ],
    ["history is a path of legal moves", "delete from payment_event where version = 2 and payment_id = $1"],
    ["history is a path of legal moves", "update payment set version = version + 1 where id = $1"],
    [
      "a change of state is told",
      "delete from outbox_event where type = 'payment.captured' and subject_id = $1",
    ],
  ])("notice where it does not hold that %s", async (rule, statement) => {
    const id = await aSettledPayment()
    await forge(statement, id)
    expect(await brokenBy(id)).toContain(rule)
  })
})

describe("the invariants of both books", () => {
  it("notice money that only the acquirer has", async () => {
    const { id } = await aNewPayment(till.council)
    await heldByTheAcquirer(id)
    expect(await brokenBy(id)).toContain("the acquirer's net is ours")
    const lost = `lost${id}`
    await heldByTheAcquirer(lost)
    expect(await brokenBy(lost)).toEqual(["the acquirer's net is ours"])
  })

  it("notice money that only we have", async () => {
    const { id } = await aStartedPayment(till.council)
    expect(await till.pay(id)).toBe("captured")
    expect(await brokenBy(id)).toContain("the acquirer's net is ours")
  })

  it("notice a second charge, unless it was given back", async () => {
    const id = await aSettledPayment()
    const second = await heldByTheAcquirer(id, { scenario: "success" })
    expect(await brokenBy(id)).toEqual(["the acquirer's net is ours", "a payment is charged once"])
    await till.sql`
      insert into sandbox_acquirer.refund (id, payment_id, refund_id, amount, status, created_at)
      values (${second}, ${second}, ${second}, 14250, 'succeeded', now())`
    expect(await brokenBy(id)).toEqual([])
  })

  it("notice money that stays reserved", async () => {
    const id = await aSettledPayment()
    await heldByTheAcquirer(id, { status: "authorised", captured: 0 })
    expect(await brokenBy(id)).toEqual(["no money stays reserved for nothing"])
  })

  it("notice a key with two effects", async () => {
    const { sql } = till
    const id = await aSettledPayment()
    for (const effect of ["one", "two"]) {
      await sql`
        insert into sandbox_acquirer.effect (id, kind, payment_id, idempotency_key, amount, occurred_at)
        values (${id + effect}, 'charge', ${`pay_${id}_0`}, ${id}, 14250, now())`
    }
    expect(await brokenBy(id)).toEqual(["a key has one effect"])
  })

  it("notice an accepted notification that was lost", async () => {
    const { sql } = till
    const id = await aSettledPayment()
    await sql`
      insert into sandbox_acquirer.notification (id, payment_id, type, body, created_at, delivered_at)
      values (${id}, ${`pay_${id}_0`}, 'payment.captured', '{}', now(), now())`
    expect(await brokenBy(id)).toEqual(["an accepted notification is kept"])
    await sql`
      insert into acquirer_notification (acquirer, event_id, type, state, tries, next_at, received_at)
      values ('sandbox', ${id}, 'payment.captured', 'received', 0, now(), now())`
    const waiting = (await checkoutViolations(sql)).filter(({ subject }) => subject === id)
    expect(waiting.map(({ rule }) => rule)).toEqual(["every notification of the acquirer's is worked off"])
  })
})
