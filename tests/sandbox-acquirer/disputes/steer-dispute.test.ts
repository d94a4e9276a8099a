import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

const open = (body: object) => books.post("/control/disputes", body)

describe("a dispute by control", () => {
  it("is about all that is left, fraud and seven days, unless told otherwise", async () => {
    const { payment } = await sandbox.pay()
    await books.post(`/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 240 })
    expect(await open({ reference: payment.reference })).toMatchObject({
      status: 201,
      body: {
        payment_id: payment.id,
        amount: 18_000,
        reason: "fraudulent",
        status: "needs_response",
        evidence_due_at: "2026-11-30T10:00:00.000Z",
      },
    })
    const evidence_due_at = "2026-12-24T00:00:00.000Z"
    const asked = { reference: payment.reference, amount: 5, reason: "not_as_described", evidence_due_at }
    expect((await open(asked)).body).toMatchObject({ amount: 5, reason: "not_as_described", evidence_due_at })
    expect(await books.disputesOf(payment.id)).toHaveLength(2)
  })

  it("may take what was refunded already, never more than the capture", async () => {
    const { payment } = await sandbox.pay()
    await books.post(`/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 18_240 })
    expect(await open({ reference: payment.reference, amount: 18_241 })).toMatchObject({
      status: 409,
      body: { error: { code: "amount_too_large" } },
    })
    expect((await open({ reference: payment.reference, amount: 18_240 })).status).toBe(201)
  })

  it("finds the attempt that was paid", async () => {
    const reference = "of-two-attempts"
    await sandbox.pay({ card_number: "4000000000000002" }, { reference })
    const { payment } = await sandbox.pay({}, { reference })
    await sandbox.prepare({ reference })
    expect((await open({ reference })).body.payment_id).toBe(payment.id)
  })

  it("needs captured money", async () => {
    const { payment } = await sandbox.pay({}, { capture_mode: "manual" })
    for (const reference of [payment.reference, "none"]) {
      expect(await open({ reference })).toMatchObject({
        status: 404,
        body: { error: { code: "payment_not_found" } },
      })
    }
  })

  it.each([
    {},
    { reference: "x", amount: -1 },
    { reference: "x", amount: 1.5 },
    { reference: "x", reason: "4000 0566 5566 5556" },
    { reference: "x", evidence_due_at: "soon" },
    { reference: "x", status: "won" },
  ])("refuses %o", async (body) => {
    expect((await open(body)).status).toBe(400)
  })
})

describe("the bank's word by control", () => {
  it("stands once the dispute is decided", async () => {
    const { payment } = await sandbox.pay()
    const { body } = await open({ reference: payment.reference })
    const move = (status: string) => books.post(`/control/disputes/${body.id}`, { status })
    expect((await move("under_review")).body.status).toBe("under_review")
    expect((await move("needs_response")).body.status).toBe("needs_response")
    expect((await move("lost")).body.status).toBe("lost")
    expect(await move("won")).toEqual({ status: 409, body: { error: { code: "not_possible" } } })
    expect((await move("settled")).status).toBe(400)
    expect((await books.post("/control/disputes/dsp_none", { status: "won" })).status).toBe(404)
  })
})
