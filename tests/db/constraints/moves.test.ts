import { describe, expect, it } from "vitest"
import type { PostingKind } from "#domain/ledger/posting.ts"
import { posting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { isClosed, paymentStates } from "#domain/payments/state.ts"
import { legalMoves } from "#domain/payments/transition-table.ts"
import {
  amountsAfter,
  brokenRule,
  openAttack,
  paymentRow,
  post,
  rawPayment,
  rawPaymentIn,
  refusal,
} from "./attack.ts"

const attack = openAttack()
const legal = new Set(legalMoves().map(([from, to]) => `${from} ${to}`))

async function move(id: string, from: PaymentState, to: PaymentState, writer = attack.app) {
  const row = { state: to, ...amountsAfter(from, to) }
  const kind = postedAs(from, to)
  const moved = writer.begin(async (sql) => {
    await sql`update payment set ${sql(row)}, version = version + 1 where id = ${id}`
    if (kind !== null) await post(sql, id, posting(kind, id, exactPence(14_250)))
  })
  return await refusal(moved)
}

/** Money that is captured, and a capture that was none, must stand in the ledger when the transaction ends. */
function postedAs(from: PaymentState, to: PaymentState): PostingKind | null {
  if (to === "captured" && from !== "captured") return "captured"
  return from === "captured" && isClosed(to) ? "capture_corrected" : null
}

describe("the moves that PostgreSQL lets through", () => {
  it("are the domain's, pair by pair", async () => {
    const rows = await attack.owner<{ pair: string }[]>`
      select from_state || ' ' || to_state as pair from payment_transition`
    expect(new Set(rows.map((row) => row.pair))).toEqual(legal)
    expect(legal.size).toBeGreaterThan(60)
  })

  it.each(paymentStates)("from %s go where the domain says", async (from) => {
    for (const to of paymentStates) {
      const id = await rawPaymentIn(attack, from)
      const expected = legal.has(`${from} ${to}`) ? "accepted" : "payment_legal_move"
      expect([from, to, await move(id, from, to)]).toEqual([from, to, expected])
      const [row] = await attack.owner`select state, prev_state from payment where id = ${id}`
      expect(row).toEqual(
        expected === "accepted" ? { state: to, prev_state: from } : { state: from, prev_state: from },
      )
    }
  })

  it("are judged by the row's own past, not by what a writer claims", async () => {
    for (const [, writer] of attack.writers()) {
      const id = await rawPayment(attack)
      const claimed = refusal(writer`
        update payment set state = 'captured', prev_state = 'authorising', version = version + 1, authorised = amount,
          captured = amount, captured_at = now() where id = ${id}`)
      expect(await claimed).toBe("payment_legal_move")
    }
  })

  it("are kept out of a forged history too", async () => {
    const id = await rawPayment(attack)
    const row = await paymentRow(attack)
    const forged = {
      payment_id: id,
      version: 2,
      buyer_id: row.buyer_id,
      service_id: row.service_id,
      mode: "test",
      event: "captured",
      from_state: "created",
      to_state: "captured",
      door: "operator",
      operator_case: false,
      at: row.created_at,
    }
    for (const [, writer] of attack.writers())
      expect(await refusal(writer`insert into payment_event ${writer(forged)}`)).toBe(
        "payment_event_legal_move",
      )
  })
})

describe("captured money", () => {
  it("without its posting is refused at the commit", async () => {
    for (const [, writer] of attack.writers()) {
      const id = await rawPaymentIn(attack, "authorising")
      const row = { state: "captured", ...amountsAfter("authorising", "captured") }
      const taken = writer`update payment set ${writer(row)}, version = version + 1 where id = ${id}`
      expect(await refusal(taken)).toBe(brokenRule)
    }
  })
})

describe("a capture that was none", () => {
  it("without its correction is refused at the commit", async () => {
    for (const [, writer] of attack.writers()) {
      const id = await rawPaymentIn(attack, "captured")
      const row = { state: "failed", ...amountsAfter("captured", "failed") }
      const ended = writer`update payment set ${writer(row)}, version = version + 1 where id = ${id}`
      expect(await refusal(ended)).toBe(brokenRule)
    }
  })
})

describe("a version", () => {
  it.each([0, 2, -1])("that moves by %i is refused", async (step) => {
    const id = await rawPayment(attack)
    for (const [, writer] of attack.writers()) {
      const moved = writer`update payment set state = 'started', version = version + ${step} where id = ${id}`
      expect(await refusal(moved)).toBe(brokenRule)
    }
  })
})

describe("a birth", () => {
  it.each<[string, Record<string, unknown>]>([
    ["in another state", { state: "started" }],
    ["at a later version", { version: 2 }],
    ["with money", { authorised: 14_250, captured: 14_250, captured_at: "2026-11-22T09:30:00Z" }],
  ])("%s is refused", async (_name, facts) => {
    for (const [, writer] of attack.writers()) {
      const row = await paymentRow(attack, facts)
      expect(await refusal(writer`insert into payment ${writer(row)}`)).toBe(brokenRule)
    }
  })

  it("that claims an earlier state gets its own", async () => {
    const id = await rawPayment(attack, { prev_state: "authorising" })
    const [row] = await attack.owner`select prev_state from payment where id = ${id}`
    expect(row).toEqual({ prev_state: "created" })
  })
})
