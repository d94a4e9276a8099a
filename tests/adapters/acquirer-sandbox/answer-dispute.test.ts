import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import { exactPence } from "#domain/money.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { adapterFor, call, okValue, paid } from "./adapter-fixture.ts"
import { httpAnswer, startRawServer } from "./raw-server.ts"

let sandbox: ListeningSandbox
let acquirer: Acquirer
beforeAll(async () => {
  sandbox = await startTestSandbox()
  acquirer = adapterFor(sandbox)
})
afterAll(() => sandbox.close())

const evidence: DisputeAnswer = { kind: "evidence", evidence: { explanation: "The officer saw it." } }
const acceptance: DisputeAnswer = { kind: "acceptance" }

async function disputed() {
  const { acquirerPaymentId, reference } = await paid(acquirer)
  const { body } = await booksClient(sandbox).post("/control/disputes", { reference, amount: 900 })
  return { acquirerPaymentId, acquirerDisputeId: String(body.id), amount: exactPence(900) }
}

describe("answering a dispute", () => {
  it.each<[DisputeAnswer, string]>([
    [evidence, "under_review"],
    [acceptance, "lost"],
  ])("%o is answered with the dispute: %s", async (answer, status) => {
    const ids = await disputed()
    const [opened] = okValue(await acquirer.fetch(call(), ids.acquirerPaymentId)).disputes
    expect(await acquirer.answerDispute(call(), { ...ids, answer })).toEqual({
      kind: "ok",
      value: { ...opened, status },
      evidence: { status: 200 },
    })
  })

  it("a second answer is not possible", async () => {
    const ids = await disputed()
    await acquirer.answerDispute(call(), { ...ids, answer: evidence })
    expect(await acquirer.answerDispute(call(), { ...ids, answer: acceptance })).toEqual({
      kind: "refused",
      reason: "not_possible",
      evidence: { status: 409, code: "not_possible" },
    })
  })

  it("a dispute that nobody knows is a fault in the set-up", async () => {
    const ids = { ...(await disputed()), acquirerDisputeId: "dsp_strange" }
    expect(await acquirer.answerDispute(call(), { ...ids, answer: acceptance })).toEqual({
      kind: "refused",
      reason: "configuration",
      evidence: { status: 404, code: "dispute_not_found" },
    })
  })

  it.each([
    ["dispute", { id: "dsp_2" }],
    ["payment", { payment_id: "pay_2" }],
  ])("an answer about another %s is a mismatch", async (_, over) => {
    const body = {
      id: "dsp_1",
      payment_id: "pay_1",
      amount: 900,
      reason: "fraudulent",
      status: "under_review",
      evidence_due_at: null,
      opened_at: "2026-11-22T09:30:00.000Z",
      ...over,
    }
    const server = await startRawServer((socket) => socket.end(httpAnswer(200, JSON.stringify(body))))
    const ids = { acquirerPaymentId: "pay_1", acquirerDisputeId: "dsp_1", amount: exactPence(900) }
    const outcome = await adapterFor(sandbox, { apiUrl: server.url }).answerDispute(call(), {
      ...ids,
      answer: evidence,
    })
    await server.close()
    expect(outcome).toEqual({ kind: "unknown", cause: "mismatch", evidence: { status: 200 } })
  })
})
