import { beforeAll, describe, expect, it } from "vitest"
import { posting } from "#domain/ledger/posting.ts"
import { freshId, openAttack, post } from "./attack.ts"
import { rawRefundIn, refunded } from "./refund-rows.ts"

const attack = openAttack()

/** A refund and a dispute of one payment, and whose they are. */
let made: { refund: string; dispute: string; buyer: string; service: string }

beforeAll(async () => {
  const refund = await rawRefundIn(attack, "submitted")
  const dispute = freshId()
  await attack.owner.begin(async (sql) => {
    await sql`
      insert into dispute (id, payment_id, buyer_id, service_id, mode, acquirer, acquirer_dispute_id, amount, reason,
        state, opened_at, updated_at)
      select ${dispute}, id, buyer_id, service_id, mode, acquirer, ${dispute}, ${refunded}, 'fraudulent',
        'needs_response', created_at, created_at from payment where id = ${refund.payment_id}`
    await post(sql, refund.payment_id, posting("dispute_opened", dispute, refunded))
  })
  const [owner] = await attack.owner<{ buyer: string; service: string }[]>`
    select buyer_id as buyer, service_id as service from payment where id = ${refund.payment_id}`
  if (!owner) throw new Error("no payment")
  made = { refund: refund.id, dispute, ...owner }
})

interface Scope {
  readonly buyer: string
  readonly service: string
  readonly mode: string
}

/** What the role of a buyer's reads sees in a scope. */
async function seen({ buyer, service, mode }: Scope): Promise<readonly string[]> {
  const rows = await attack.buyer.begin(async (sql) => {
    await sql`select set_config('civic_pay.buyer_id', ${buyer}, true),
      set_config('civic_pay.service_id', ${service}, true), set_config('civic_pay.mode', ${mode}, true)`
    return await sql`select id from refund union all select id from dispute`
  })
  return rows.map((row) => String(row["id"])).toSorted()
}

describe("refunds and disputes", () => {
  it("are seen by their own service, and by their buyer as a whole", async () => {
    const both = [made.refund, made.dispute].toSorted()
    expect(await seen({ buyer: made.buyer, service: made.service, mode: "test" })).toEqual(both)
    expect(await seen({ buyer: made.buyer, service: "*", mode: "test" })).toEqual(both)
  })

  it.each<[string, Partial<Scope>]>([
    ["another buyer", { buyer: "another" }],
    ["another buyer as a whole", { buyer: "another", service: "*" }],
    ["every buyer at once", { buyer: "*", service: "*" }],
    ["another service", { service: "another" }],
    ["the other mode", { mode: "live" }],
    ["the other mode as a whole", { mode: "live", service: "*" }],
    ["nobody", { buyer: "", service: "", mode: "" }],
  ])("are hidden from %s", async (_name, scope) => {
    expect(await seen({ buyer: made.buyer, service: made.service, mode: "test", ...scope })).toEqual([])
  })

  it("are hidden where no scope was ever set", async () => {
    expect(await attack.buyer`select id from refund union all select id from dispute`).toEqual([])
    expect(await attack.owner`select id from refund union all select id from dispute`).toHaveLength(2)
  })
})
