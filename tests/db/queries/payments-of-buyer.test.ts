import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findPaymentOfBuyer, findStateChangesOfBuyer } from "#db/queries/payments-of-buyer.ts"
import { findService } from "#db/queries/services.ts"
import type { BuyerScope } from "#db/scope.ts"
import { withBuyerScope } from "#db/scope.ts"
import { exactPence } from "#domain/money.ts"
import { createPayment } from "#operations/payments/create-payment.ts"
import { happen, leastRequest, seedBuyers } from "#tests/routes/buyer-api/council.ts"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

let outside: TestOutside
let id: string

beforeAll(async () => {
  outside = testOutside({ databaseUrl: (await createTestDatabase()).url })
  await seedBuyers(outside)
  const service = await findService(outside.db, "garden")
  const created = await createPayment(outside, {
    service: service!,
    request: {
      amount: exactPence(leastRequest.amount),
      reference: leastRequest.reference,
      description: leastRequest.description,
      language: "en",
      origin: "api",
      returnUrl: leastRequest.return_url,
      email: null,
      metadata: null,
      prefilledCardholder: null,
      delayedCapture: false,
      moto: false,
      basketId: null,
    },
  })
  if (!created.ok) throw new Error(created.problem)
  id = created.value.id
  await happen(outside, id, { name: "opened" }, { name: "opened" }, { name: "payee_cancel" })
})
afterAll(() => outside.close())

const garden: BuyerScope = { buyerId: "avc", serviceId: "garden", mode: "test" }

async function seen(scope: BuyerScope) {
  return await withBuyerScope(outside.db, scope, async (reader) => ({
    payment: (await findPaymentOfBuyer(reader, id))?.id ?? null,
    states: (await findStateChangesOfBuyer(reader, id)).map(({ state }) => state),
  }))
}

describe("reads of a buyer", () => {
  it("see the payment and its moves, oldest first", async () => {
    const whole = { payment: id, states: ["created", "started", "cancelled_by_payee"] }
    expect(await seen(garden)).toEqual(whole)
    expect(await seen({ ...garden, serviceId: null })).toEqual(whole)
  })

  it("see nothing outside their scope", async () => {
    const nothing = { payment: null, states: [] }
    expect(await seen({ ...garden, serviceId: "parking" })).toEqual(nothing)
    expect(await seen({ ...garden, buyerId: "thm" })).toEqual(nothing)
    expect(await seen({ ...garden, buyerId: "thm", serviceId: null })).toEqual(nothing)
    expect(await seen({ ...garden, mode: "live" })).toEqual(nothing)
    expect(await seen({ ...garden, mode: "live", serviceId: null })).toEqual(nothing)
  })

  it("see nothing under another id", async () => {
    await withBuyerScope(outside.db, garden, async (reader) => {
      expect(await findPaymentOfBuyer(reader, "v".repeat(26))).toBeNull()
      expect(await findStateChangesOfBuyer(reader, "v".repeat(26))).toEqual([])
    })
  })
})
