import { describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { exactPence } from "#domain/money.ts"
import type { NewPayment } from "#domain/payments/payment.ts"
import { createPayment } from "#operations/payments/create-payment.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

const request: NewPayment = {
  amount: exactPence(1_500),
  reference: "ROOM-1",
  description: "Library room",
  language: "cy",
  origin: "api",
  returnUrl: "https://council.example/return",
  email: "payee@example.org",
  metadata: { hours: 2, "£": "ŵ" },
  prefilledCardholder: { cardholderName: "Mair Llwyd", billingAddress: { postcode: "CF10 1AA" } },
  delayedCapture: true,
  moto: false,
  basketId: null,
}

describe("a new payment", () => {
  it("is kept as asked for, of its service and mode, for 90 minutes", async () => {
    const { db, clock } = till.council.outside
    const { service } = await till.council.page("council-invoice")
    const created = await createPayment(till.council.outside, { service, request })
    if (!created.ok) throw new Error(created.problem)
    expect(created.value).toMatchObject({
      ...request,
      id: expect.stringMatching(/^[0-9a-v]{26}$/),
      state: "created",
      buyerId: service.buyerId,
      serviceId: service.id,
      mode: "test",
      acquirer: "sandbox",
      captured: 0,
      createdAt: clock.now(),
      expiresAt: clock.now() + 90 * 60_000,
    })
    expect(await findPayment(db, created.value.id)).toEqual(created.value)
    expect(await till.toldOf(created.value.id)).toEqual([])
    expect(till.council.outside.acquirer.calls).toEqual([])
  })

  it.each([
    ["api", "buyer"],
    ["page", "payee"],
  ] as const)("from the %s comes through the %s's door", async (origin, door) => {
    const { service } = await till.council.page("council-invoice")
    const created = await createPayment(till.council.outside, { service, request: { ...request, origin } })
    if (!created.ok) throw new Error(created.problem)
    const rows = await till.sql`select event, door from payment_event where payment_id = ${created.value.id}`
    expect([...rows]).toEqual([{ event: "born", door }])
  })

  it("of a closed service is refused and not kept", async () => {
    const { service } = await till.council.page("council-invoice")
    const [before] = await till.sql`select count(*)::int as count from payment`
    const created = await createPayment(till.council.outside, {
      service: { ...service, enabled: false },
      request,
    })
    expect(created).toEqual({ ok: false, problem: "service_closed" })
    expect(await till.sql`select count(*)::int as count from payment`).toEqual([before])
  })
})
