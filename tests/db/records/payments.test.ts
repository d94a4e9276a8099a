import { afterAll, beforeAll, it, expect } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { recordTransition } from "#db/records/payments.ts"
import { transition } from "#domain/payments/transition.ts"
import { stamp } from "#operations/payments/stamp.ts"
import type { Council } from "#tests/support/council.ts"
import { aCouncil, aNewPayment } from "#tests/support/council.ts"
let council: Council
beforeAll(async () => { council = await aCouncil() })
afterAll(() => council.end())
it("x", async () => {
  const payment = await aNewPayment(council)
  const t = transition(payment, { name: "opened" }, council.outside.clock.now())
  if (!t.ok) throw 1
  const go = () => inTransaction(council.outside.db, (tx) => recordTransition(tx, t.value, stamp(council.outside, "payee")))
  console.log(await go())
  console.log(await go().catch((e) => ["THROWN", e.cause?.code, e.cause?.constraint_name]))
})
