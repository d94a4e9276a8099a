import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { payment, paymentEvent } from "#db/schema/payments.ts"
import type { BuyerScope, ScopedReader } from "#db/scope.ts"
import { withBuyerScope } from "#db/scope.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Council } from "#tests/support/council.ts"
import { aCouncil, aNewPayment } from "#tests/support/council.ts"

let council: Council
let made: Payment

beforeAll(async () => {
  council = await aCouncil()
  made = await aNewPayment(council)
})
afterAll(() => council.end())

function scopeOf(facts: Partial<BuyerScope> = {}): BuyerScope {
  return { buyerId: made.buyerId, serviceId: made.serviceId, mode: "test", ...facts }
}

async function seen(reader: ScopedReader) {
  const payments = await reader.select({ id: payment.id }).from(payment)
  const history = await reader.select({ id: paymentEvent.paymentId }).from(paymentEvent)
  return { payments: payments.map((row) => row.id), history: history.map((row) => row.id) }
}

describe("a scoped read", () => {
  it("sees its own service without asking for it", async () => {
    const own = { payments: [made.id], history: [made.id] }
    expect(await withBuyerScope(council.outside.db, scopeOf(), seen)).toEqual(own)
    expect(await withBuyerScope(council.outside.db, scopeOf({ serviceId: null }), seen)).toEqual(own)
  })

  it.each<[string, Partial<BuyerScope>]>([
    ["another buyer", { buyerId: "another" }],
    ["another buyer as a whole", { buyerId: "another", serviceId: null }],
    ["another service", { serviceId: "another" }],
    ["the other mode", { mode: "live" }],
    ["nobody", { buyerId: "", serviceId: "" }],
  ])("sees nothing for %s", async (_name, facts) => {
    const nothing = { payments: [], history: [] }
    expect(await withBuyerScope(council.outside.db, scopeOf(facts), seen)).toEqual(nothing)
  })

  it("changes nothing, whatever it tries", async () => {
    for (const statement of [
      sql`update payment set description = 'mine'`,
      sql`delete from payment`,
      sql`insert into payment_transition values ('created', 'captured')`,
    ]) {
      const tried = withBuyerScope(council.outside.db, scopeOf(), (reader) => reader.execute(statement))
      await expect(tried).rejects.toMatchObject({ cause: { code: "42501" } })
    }
  })

  it("reads no other table", async () => {
    const tried = withBuyerScope(council.outside.db, scopeOf(), (reader) =>
      reader.execute(sql`select * from operation`),
    )
    await expect(tried).rejects.toMatchObject({ cause: { code: "42501" } })
  })

  it("leaves nothing behind on its connection, even after a fault", async () => {
    const { db } = council.outside
    for (let turn = 0; turn < 12; turn += 1) {
      const fault = withBuyerScope(db, scopeOf(), async () => {
        throw new Error("broken off")
      })
      await expect(fault).rejects.toThrow("broken off")
      const after = await db.execute(sql`
        select current_user as who, coalesce(current_setting('civic_pay.buyer_id', true), '') as buyer`)
      expect([...after]).toEqual([{ who: "civic_pay_app", buyer: "" }])
    }
  })

  it("keeps to its scope beside another one", async () => {
    const { db } = council.outside
    const scopes = [scopeOf(), scopeOf({ buyerId: "another" }), scopeOf({ mode: "live" }), scopeOf()]
    const answers = await Promise.all(scopes.map((scope) => withBuyerScope(db, scope, seen)))
    expect(answers.map((answer) => answer.payments.length)).toEqual([1, 0, 0, 1])
  })
})
