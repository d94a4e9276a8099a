import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { settleDispute } from "#operations/disputes/settle-dispute.ts"
import { charge, issueKey, leastRequest } from "./council.ts"
import { openDesk } from "./desk.ts"

const desk = openDesk()

async function refund(paymentId: string, body: unknown, key = desk.key) {
  return await desk.call("POST", `/v1/payments/${paymentId}/refunds`, { key, body })
}

describe("POST /v1/payments/{payment_id}/refunds", () => {
  it("is answered at once, while the money is on its way", async () => {
    const id = await desk.paid()
    const { status, body } = await refund(id, { amount: 750 })
    expect(status).toBe(202)
    const refundId = String(body.refund_id)
    expect(refundId).toMatch(/^[0-9a-v]{26}$/)
    const self = `https://pay.example/v1/payments/${id}/refunds/${refundId}`
    expect(body).toEqual({
      refund_id: refundId,
      payment_id: id,
      amount: 750,
      status: "submitted",
      created_date: "2026-11-22T09:30:00.000Z",
      settlement_summary: {},
      _links: {
        self: { href: self, method: "GET" },
        payment: { href: `https://pay.example/v1/payments/${id}`, method: "GET" },
      },
    })
    await desk.underWay.finished()
    const after = await desk.call("GET", new URL(self).pathname, { key: desk.key })
    expect([after.status, after.body]).toEqual([200, { ...body, status: "success" }])
    expect(await desk.summaryOf(id)).toEqual({
      status: "available",
      amount_available: 5000,
      amount_submitted: 750,
    })
  })

  it("adds up to what was captured and no further", async () => {
    const id = await desk.paid()
    expect((await refund(id, { amount: 5751 })).body).toMatchObject({
      code: "P0603",
      description: "The payment is not available for refund. Payment refund status: amount_not_available",
    })
    expect((await refund(id, { amount: 5000 })).status).toBe(202)
    expect((await refund(id, { amount: 751 })).body.description).toMatch(/: amount_not_available$/)
    expect((await refund(id, { amount: 750 })).status).toBe(202)
    const { status, body } = await refund(id, { amount: 1 })
    expect([status, body.code]).toEqual([400, "P0603"])
    expect(body.description).toBe("The payment is not available for refund. Payment refund status: full")
    expect(await desk.summaryOf(id)).toEqual({ status: "full", amount_available: 0, amount_submitted: 5750 })
  })

  it("lets go of what the acquirer refuses", async () => {
    const id = await desk.paid()
    desk.outside.acquirer.refundScript.push((request) => desk.outside.acquirer.sendBack(request, "failed"))
    const { body } = await refund(id, { amount: 5750 })
    await desk.underWay.finished()
    const after = await desk.call("GET", `/v1/payments/${id}/refunds/${body.refund_id}`, { key: desk.key })
    expect(after.body.status).toBe("error")
    expect(await desk.summaryOf(id)).toEqual({
      status: "available",
      amount_available: 5750,
      amount_submitted: 0,
    })
    expect((await refund(id, { amount: 5750 })).status).toBe(202)
  })

  it("stays submitted while its outcome is unknown", async () => {
    const id = await desk.paid()
    desk.outside.acquirer.refundScript.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    const { body } = await refund(id, { amount: 5750 })
    await desk.underWay.finished()
    const after = await desk.call("GET", `/v1/payments/${id}/refunds/${body.refund_id}`, { key: desk.key })
    expect(after.body.status).toBe("submitted")
    expect(await desk.summaryOf(id)).toEqual({ status: "full", amount_available: 0, amount_submitted: 5750 })
  })

  it("is locked to the amount that the buyer saw", async () => {
    const id = await desk.paid()
    const { status, body } = await refund(id, { amount: 100, refund_amount_available: 5749 })
    expect([status, body.code, body.description]).toEqual([412, "P0604", "Refund amount available mismatch."])
    expect((await refund(id, { amount: 100, refund_amount_available: 5750 })).status).toBe(202)
    expect((await refund(id, { amount: 100, refund_amount_available: 5750 })).body.code).toBe("P0604")
    expect((await refund(id, { amount: 100, refund_amount_available: 5650 })).status).toBe(202)
  })

  it("waits until the payment is finished, and needs money", async () => {
    const id = await desk.created()
    expect((await refund(id, { amount: 1 })).body).toMatchObject({
      code: "P0603",
      description: "The payment is not available for refund. Payment refund status: pending",
    })
    await desk.call("POST", `/v1/payments/${id}/cancel`, { key: desk.key })
    expect((await refund(id, { amount: 1 })).body).toMatchObject({
      code: "P0603",
      description: "The payment is not available for refund. Payment refund status: unavailable",
    })
  })

  it("is refused while the payment is disputed", async () => {
    const id = await desk.paid()
    const now = desk.outside.clock.now()
    const facts = { acquirerDisputeId: `dp_${id}`, amount: exactPence(5750), reason: "fraudulent" }
    await settleDispute(desk.outside, {
      paymentId: id,
      facts: { ...facts, evidenceDueAt: null, openedAt: now, status: "needs_response" },
      door: "acquirer",
    })
    const { status, body } = await refund(id, { amount: 1 })
    expect([status, body.code]).toEqual([400, "P0603"])
    expect(body.description).toBe("The payment is disputed and cannot be refunded")
  })

  it("is refused to another service's key, which is told why only where it may read the payment", async () => {
    const id = await desk.paid()
    const wide = { reach: "buyer", service: "parking" } as const
    const told = await refund(id, { amount: 1 }, await issueKey(desk.outside, wide))
    expect([told.status, told.body.code, told.body.description]).toEqual([
      403,
      "CP0013",
      "This key may read this but not change it, because the payment belongs to another service. Use a key of that service.",
    ])
    for (const stranger of [
      { service: "parking" },
      { ...wide, scopes: ["refunds:write", "refunds:read"] },
      { ...wide, service: "other", buyer: "thm" },
    ]) {
      const { status, body } = await refund(id, { amount: 1 }, await issueKey(desk.outside, stranger))
      expect([status, body.code]).toEqual([404, "P0600"])
    }
    expect(await desk.summaryOf(id)).toMatchObject({ status: "available", amount_submitted: 0 })
  })

  it("is refused where the service is closed", async () => {
    const closed = await issueKey(desk.outside, { service: "closed" })
    const open = await issueKey(desk.outside, { service: "parking" })
    const made = await desk.call("POST", "/v1/payments", { key: open, body: leastRequest })
    const id = String(made.body.payment_id)
    await charge(desk.outside, id)
    await desk.outside.db.execute("update service set enabled = false where id = 'parking'")
    const { status, body } = await refund(id, { amount: 1 }, open)
    expect([status, body.code]).toEqual([403, "P0941"])
    await desk.outside.db.execute("update service set enabled = true where id = 'parking'")
    expect((await refund(id, { amount: 1 }, closed)).body.code).toBe("P0600")
    expect((await refund(id, { amount: 1 }, open)).status).toBe(202)
  })
})

describe("the body of a refund", () => {
  const nowhere = "0".repeat(26)

  it.each([
    [{}, 400, "P0601", "Missing mandatory attribute: amount"],
    [{ amount: "1" }, 400, "P0602", "Invalid attribute value: amount. Must be a valid numeric format"],
    [{ amount: 0 }, 422, "P0602", "Invalid attribute value: amount. Must be greater than or equal to 1"],
    [
      { amount: 10_000_001 },
      422,
      "P0602",
      "Invalid attribute value: amount. Must be less than or equal to 10000000",
    ],
    [
      { amount: 1, refund_amount_available: 0 },
      422,
      "P0602",
      "Invalid attribute value: refund_amount_available. Must be greater than or equal to 1",
    ],
    ["{", 400, "P0697", "Unable to parse JSON"],
    ["[]", 400, "P0697", "Unable to parse JSON"],
  ])("is checked before its payment is looked for: %j", async (body, status, code, description) => {
    const answer = await refund(nowhere, body)
    expect([answer.status, answer.body.code, answer.body.description]).toEqual([status, code, description])
  })

  it("is announced as JSON and below 64 KiB", async () => {
    const headers = { "Content-Type": "text/plain" }
    const path = `/v1/payments/${nowhere}/refunds`
    const plain = await desk.call("POST", path, { key: desk.key, body: '{"amount":1}', headers })
    expect([plain.status, plain.body.code]).toEqual([400, "P0920"])
    expect((await refund(nowhere, { amount: 1, padding: "x".repeat(64 * 1024) })).body.code).toBe("CP0005")
  })
})
