import { describe, expect, it } from "vitest"
import { findRefundOfBuyer, findRefundsOfBuyer } from "#db/queries/refunds-of-buyer.ts"
import type { BuyerScope } from "#db/scope.ts"
import { withBuyerScope } from "#db/scope.ts"
import { openDesk } from "#tests/routes/buyer-api/desk.ts"

const desk = openDesk()
const garden: BuyerScope = { buyerId: "avc", serviceId: "garden", mode: "test" }

async function refunded() {
  const paymentId = await desk.paid()
  const made = [100, 200].map(async (amount) => {
    const { body } = await desk.post(`/v1/payments/${paymentId}/refunds`, { amount })
    return String(body.refund_id)
  })
  const ids = await Promise.all(made)
  await desk.underWay.finished()
  return { paymentId, ids }
}

async function seen(scope: BuyerScope, paymentId: string, refundId: string) {
  return await withBuyerScope(desk.outside.db, scope, async (reader) => ({
    all: (await findRefundsOfBuyer(reader, paymentId)).map(({ id }) => id),
    one: (await findRefundOfBuyer(reader, { paymentId, refundId }))?.id ?? null,
  }))
}

describe("reads of a buyer", () => {
  it("see a payment's refunds", async () => {
    const { paymentId, ids } = await refunded()
    const first = ids[0] ?? ""
    const whole = { all: ids.toSorted(), one: first }
    expect(await seen(garden, paymentId, first)).toEqual(whole)
    expect(await seen({ ...garden, serviceId: null }, paymentId, first)).toEqual(whole)
  })

  it("see nothing outside their scope, nor under another payment", async () => {
    const { paymentId, ids } = await refunded()
    const other = await refunded()
    const nothing = { all: [], one: null }
    const strange = [
      { ...garden, serviceId: "parking" },
      { ...garden, buyerId: "thm", serviceId: null },
      { ...garden, mode: "live" as const, serviceId: null },
    ]
    for (const scope of strange) expect(await seen(scope, paymentId, ids[0] ?? "")).toEqual(nothing)
    expect((await seen(garden, other.paymentId, ids[0] ?? "")).one).toBeNull()
  })
})
