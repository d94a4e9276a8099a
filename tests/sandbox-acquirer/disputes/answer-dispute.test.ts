import { randomUUID } from "node:crypto"
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

const week = 7 * 86_400_000
const today = () => sandbox.now().toISOString().slice(0, 10)
const notPossible = { status: 409, body: { error: { code: "not_possible" } } }

/** A payment of £182.40 with a dispute about `amount` of it; 0 is a question. */
async function disputed(amount: number) {
  const { payment } = await sandbox.pay()
  const { body } = await books.post("/control/disputes", { reference: payment.reference, amount })
  return { payment, id: body.id }
}

describe("evidence", () => {
  it.each([
    ["winning_evidence", "won", "dispute_won 900"],
    ["losing_evidence", "lost", null],
    ["the officer saw the card", "under_review", null],
  ])("%s: %s", async (text, status, line) => {
    const { payment, id } = await disputed(900)
    expect(await books.evidence(id, text)).toMatchObject({ status: 200, body: { id, status, amount: 900 } })
    expect(await books.disputesOf(payment.id)).toMatchObject([{ status }])
    expect(await books.linesOf(payment.id, today())).toEqual(
      ["dispute -900", ...(line === null ? [] : [line]), "payment 18240"].sort(),
    )
  })

  it("is sent once", async () => {
    for (const text of ["winning_evidence", "losing_evidence", "wait and see"]) {
      const { id } = await disputed(900)
      await books.evidence(id, text)
      expect(await books.evidence(id, "winning_evidence")).toEqual(notPossible)
      expect(await books.accept(id)).toEqual(notPossible)
    }
  })

  it("escalates a question to a dispute of what is left, and is asked for again", async () => {
    const { payment, id } = await disputed(0)
    await books.post(`/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 240 })
    sandbox.advance(1_000)
    expect((await books.evidence(id, "escalate_inquiry_evidence")).body).toMatchObject({
      status: "needs_response",
      amount: 18_000,
      evidence_due_at: new Date(sandbox.now().getTime() + week).toISOString(),
    })
    expect(await books.linesOf(payment.id, today())).toContain("dispute -18000")
    expect((await books.evidence(id, "winning_evidence")).body).toMatchObject({
      status: "won",
      amount: 18_000,
    })
    expect(await books.linesOf(payment.id, today())).toContain("dispute_won 18000")
  })

  it("escalates nothing that is a dispute already", async () => {
    const { payment, id } = await disputed(900)
    expect((await books.evidence(id, "escalate_inquiry_evidence")).body).toMatchObject({
      status: "needs_response",
      amount: 900,
    })
    expect(await books.linesOf(payment.id, today())).toEqual(["dispute -900", "payment 18240"])
  })

  it("a won question brings no money", async () => {
    const { payment, id } = await disputed(0)
    expect((await books.evidence(id, "winning_evidence")).body.status).toBe("won")
    expect(await books.linesOf(payment.id, today())).toEqual(["payment 18240"])
  })

  it("twenty at once: one answer is taken", async () => {
    const { payment, id } = await disputed(900)
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => books.evidence(id, "winning_evidence")),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await books.linesOf(payment.id, today())).toEqual([
      "dispute -900",
      "dispute_won 900",
      "payment 18240",
    ])
  })

  it("of another shape, or for nothing, is refused", async () => {
    const { id } = await disputed(900)
    for (const body of [{}, { text: "" }, { text: "x".repeat(5_001) }, { text: "x", more: 1 }]) {
      expect((await books.post(`/api/disputes/${id}/evidence`, body)).status).toBe(400)
    }
    const unknown = { status: 404, body: { error: { code: "dispute_not_found" } } }
    expect(await books.evidence("dsp_none", "winning_evidence")).toEqual(unknown)
    expect(await books.accept("dsp_none")).toEqual(unknown)
  })

  it("replays its answer under its key", async () => {
    const { id } = await disputed(900)
    const key = randomUUID()
    const send = () => sandbox.api("POST", `/api/disputes/${id}/evidence`, { text: "losing_evidence" }, key)
    expect(await send()).toEqual(await send())
  })
})

it("acceptance loses at once", async () => {
  const { payment, id } = await disputed(900)
  expect(await books.accept(id)).toMatchObject({ status: 200, body: { status: "lost" } })
  expect(await books.accept(id)).toEqual(notPossible)
  expect(await books.linesOf(payment.id, today())).toEqual(["dispute -900", "payment 18240"])
})

describe("time", () => {
  it("loses what nobody answers, once", async () => {
    const { payment, id } = await disputed(900)
    sandbox.advance(week - 1)
    await sandbox.sandbox.runDue()
    expect(await books.disputesOf(payment.id)).toMatchObject([{ status: "needs_response" }])
    sandbox.advance(1)
    expect(await books.evidence(id, "winning_evidence")).toEqual(notPossible)
    await sandbox.sandbox.runDue()
    await sandbox.sandbox.runDue()
    expect(await books.disputesOf(payment.id)).toMatchObject([{ status: "lost" }])
    const closed = sandbox.receiver.received.filter(
      ({ pointer }) => pointer.payment_id === payment.id && pointer.type === "dispute.closed",
    )
    expect(closed).toHaveLength(1)
  })

  it("leaves what the bank has in hand", async () => {
    const { payment, id } = await disputed(900)
    await books.evidence(id, "wait and see")
    sandbox.advance(week)
    await sandbox.sandbox.runDue()
    expect(await books.disputesOf(payment.id)).toMatchObject([{ status: "under_review" }])
  })
})
