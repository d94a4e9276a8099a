import { describe, expect, it } from "vitest"
import { explanation, openDisputeDesk } from "./dispute-desk.ts"

const { desk, disputed, get, list, send, accept } = openDisputeDesk()

describe("GET /v1/disputes/{dispute_id}", () => {
  it("shows what the webhook told of, and what can be done", async () => {
    const { paymentId, id } = await disputed()
    const self = `https://pay.example/v1/disputes/${id}`
    const { status, body } = await get(id)
    expect(status).toBe(200)
    expect(body).toEqual({
      dispute_id: id,
      payment_id: paymentId,
      amount: 5750,
      status: "needs_response",
      reason: "fraudulent",
      created_date: "2026-11-22T09:30:00.000Z",
      evidence_due_date: "2026-11-29T09:30:00.000Z",
      settlement_summary: {},
      _links: {
        self: { href: self, method: "GET" },
        payment: { href: `https://pay.example/v1/payments/${paymentId}`, method: "GET" },
        evidence: { href: `${self}/evidence`, method: "POST" },
        acceptance: { href: `${self}/acceptance`, method: "POST" },
      },
      civic_pay: {},
    })
  })

  it.each(["0".repeat(26), "short", "%20"])("knows no dispute %s", async (id) => {
    const { status, body } = await get(id)
    expect([status, body.code]).toEqual([404, "CP0002"])
  })
})

describe("GET /v1/payments/{payment_id}/disputes", () => {
  it("lists a payment's disputes, each as it is shown alone", async () => {
    const { paymentId, id } = await disputed()
    const one = await get(id)
    const { status, body } = await list(paymentId)
    expect(status).toBe(200)
    expect(body).toEqual({
      payment_id: paymentId,
      _embedded: { disputes: [one.body] },
      _links: {
        self: { href: `https://pay.example/v1/payments/${paymentId}/disputes`, method: "GET" },
        payment: { href: `https://pay.example/v1/payments/${paymentId}`, method: "GET" },
      },
    })
  })

  it("is empty where nobody disputes it, and unknown where there is no payment", async () => {
    const id = await desk.paid()
    const empty = await list(id)
    expect(empty.body._embedded?.disputes).toEqual([])
    const nothing = await list("0".repeat(26))
    expect([nothing.status, nothing.body.code]).toEqual([404, "CP0002"])
  })
})

describe("POST /v1/disputes/{dispute_id}/evidence", () => {
  it("is answered at once, while it is on its way, and shows what becomes of it", async () => {
    const { id } = await disputed()
    const { status, body } = await send(id)
    expect(status).toBe(202)
    const answer = { kind: "evidence", created_date: "2026-11-22T09:30:00.000Z" }
    expect(body).toMatchObject({
      dispute_id: id,
      status: "needs_response",
      civic_pay: { answer: { ...answer, status: "submitted" } },
    })
    expect(Object.keys(body._links ?? {})).toEqual(["self", "payment"])
    await desk.underWay.finished()
    expect((await get(id)).body).toMatchObject({
      status: "under_review",
      civic_pay: { answer: { ...answer, status: "success" } },
    })
    const { body: again } = await send(id)
    expect([again.code, again.description]).toEqual([
      "CP0011",
      "The dispute has been answered, or is being answered",
    ])
  })

  it("stays submitted while its outcome is unknown", async () => {
    const { id } = await disputed()
    desk.outside.acquirer.answerScript.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await send(id)
    await desk.underWay.finished()
    expect((await get(id)).body.civic_pay).toMatchObject({ answer: { status: "submitted" } })
    expect((await accept(id)).body.code).toBe("CP0011")
  })

  it("that the acquirer does not take is an error, and may be sent again", async () => {
    const { id } = await disputed()
    desk.outside.acquirer.answerScript.push(() => ({
      kind: "refused",
      reason: "configuration",
      evidence: {},
    }))
    await send(id)
    await desk.underWay.finished()
    const { body } = await get(id)
    expect(body.civic_pay).toMatchObject({ answer: { status: "error" } })
    expect(body._links).toHaveProperty("evidence")
    expect((await send(id)).status).toBe(202)
  })

  it.each([
    [{}, 400, "CP0007", "Missing mandatory attribute: explanation"],
    [
      { explanation: 1 },
      400,
      "CP0008",
      "Invalid attribute value: explanation. Must be a valid string format",
    ],
    [
      { explanation: "card 4242424242424242" },
      422,
      "CP0008",
      "Invalid attribute value: explanation. Must not contain a card number",
    ],
    ["{", 400, "CP0009", "Unable to parse JSON"],
  ])("has its body checked before its dispute is looked for: %j", async (body, status, code, description) => {
    const answer = await send("0".repeat(26), body)
    expect([answer.status, answer.body.code, answer.body.description]).toEqual([status, code, description])
    expect(JSON.stringify(answer.body)).not.toContain("4242")
  })

  it("is announced as JSON and below 64 KiB; the longest fits", async () => {
    const { id } = await disputed()
    const headers = { "Content-Type": "text/plain" }
    const path = `/v1/disputes/${id}/evidence`
    const plain = await desk.call("POST", path, { key: desk.key, body: '{"explanation":"a"}', headers })
    expect([plain.status, plain.body.code]).toEqual([400, "P0920"])
    expect((await send(id, { explanation, padding: "x".repeat(64 * 1024) })).body.code).toBe("CP0005")
    const longest = "ŵ".repeat(5000)
    const all = {
      explanation: longest,
      product_description: longest,
      refund_refusal_explanation: longest,
      duplicate_charge_explanation: longest,
    }
    expect((await send(id, all)).status).toBe(202)
  })
})

describe("POST /v1/disputes/{dispute_id}/acceptance", () => {
  it("gives the money up", async () => {
    const { id } = await disputed()
    const { status, body } = await accept(id)
    expect([status, body.civic_pay]).toMatchObject([
      202,
      { answer: { kind: "acceptance", status: "submitted" } },
    ])
    await desk.underWay.finished()
    expect((await get(id)).body).toMatchObject({
      status: "lost",
      civic_pay: { answer: { status: "success" } },
    })
    const again = await accept(id)
    expect([again.status, again.body.code]).toEqual([409, "CP0010"])
  })
})
