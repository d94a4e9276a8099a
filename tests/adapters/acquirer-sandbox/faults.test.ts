import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import { type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { adapterFor, amount, call, carded, okValue, prepareRequest } from "./adapter-fixture.ts"
import { httpAnswer, startRawServer } from "./raw-server.ts"

let sandbox: ListeningSandbox
let acquirer: Acquirer
beforeAll(async () => {
  sandbox = await startTestSandbox()
  acquirer = adapterFor(sandbox)
})
afterAll(() => sandbox.close())

describe("the sandbox adapter under faults", () => {
  it.each([
    ["timeout-before", { kind: "unknown", cause: "timeout" }],
    ["timeout-after", { kind: "unknown", cause: "timeout" }],
    ["drip", { kind: "unknown", cause: "timeout" }],
    ["cut-after", { kind: "unknown", cause: "cut_off" }],
    ["500-before", { kind: "unknown", cause: "server_error" }],
    ["500-after", { kind: "unknown", cause: "server_error" }],
    ["html-502", { kind: "unknown", cause: "server_error" }],
    ["409-in-flight", { kind: "unknown", cause: "in_flight" }],
    ["429", { kind: "not_sent", cause: "rate_limited" }],
    ["wrong-amount", { kind: "unknown", cause: "mismatch" }],
    ["wrong-id", { kind: "unknown", cause: "mismatch" }],
  ])("%s: %o, and the replay charges once", async (fault, expected) => {
    const { request, authoriseRequest } = await carded(acquirer, {
      cardholder_name: `FAULT authorise ${fault}`,
    })
    const same = call()
    const hangs = expected.kind === "unknown" && expected.cause === "timeout"
    const first = await acquirer.authorise(
      hangs ? { ...same, timeoutMilliseconds: 800 } : same,
      authoriseRequest,
    )
    expect(first).toMatchObject(expected)
    expect(okValue(await acquirer.authorise(same, authoriseRequest))).toMatchObject({ status: "captured" })
    expect((await sandbox.effects(request.paymentId)).charge).toEqual({ count: 1, amount: 18_240 })
  })

  it.each(["wrong-amount", "wrong-id"])("%s on each other call is a mismatch", async (fault) => {
    const { acquirerPaymentId, authoriseRequest } = await carded(acquirer, {}, { captureMode: "manual" })
    await acquirer.authorise(call(), authoriseRequest)
    for (const operation of ["prepare", "capture", "fetch", "refund", "void"]) {
      expect(await sandbox.planFault(operation, fault)).toBe(201)
    }
    const mismatch = { kind: "unknown", cause: "mismatch" }
    if (fault === "wrong-amount") {
      expect(await acquirer.prepare(call(), prepareRequest())).toMatchObject(mismatch)
      const refundRequest = { acquirerPaymentId, refundId: "re-9", amount: exactPence(1) }
      await acquirer.capture(call(), { acquirerPaymentId, amount })
      expect(await acquirer.refund(call(), refundRequest)).toMatchObject(mismatch)
    } else {
      expect(await acquirer.fetch(call(), acquirerPaymentId)).toMatchObject(mismatch)
      expect(await acquirer.capture(call(), { acquirerPaymentId, amount })).toMatchObject(mismatch)
    }
    expect((await sandbox.api("DELETE", "/control/faults")).status).toBe(200)
  })

  it("late-decline: in flight, pending, and refused when the bank has thought", async () => {
    const { request, acquirerPaymentId, authoriseRequest } = await carded(acquirer, {
      cardholder_name: "FAULT authorise late-decline",
    })
    const same = call()
    const inFlight = { kind: "unknown", cause: "in_flight", evidence: { status: 202 } }
    expect(await acquirer.authorise(same, authoriseRequest)).toEqual(inFlight)
    expect(okValue(await acquirer.fetch(call(), acquirerPaymentId)).status).toBe("pending")
    expect(await acquirer.void(call(), acquirerPaymentId)).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
    await sandbox.api("POST", "/control/clock", { advance_ms: 5_000 })
    expect(okValue(await acquirer.fetch(call(), acquirerPaymentId))).toMatchObject({
      status: "closed",
      captured: 0,
      lastRefusal: "declined",
    })
    // A replay repeats the first answer, whatever came of it.
    expect(await acquirer.authorise(same, authoriseRequest)).toEqual(inFlight)
    expect(await sandbox.effects(request.paymentId)).toEqual({})
  })

  it("answer-twice: one charge and an honest answer", async () => {
    const { request, authoriseRequest } = await carded(acquirer, {
      cardholder_name: "FAULT authorise answer-twice",
    })
    expect(okValue(await acquirer.authorise(call(), authoriseRequest))).toMatchObject({ status: "captured" })
    expect((await sandbox.effects(request.paymentId)).charge).toEqual({ count: 1, amount: 18_240 })
  })

  it("forget-key: cut off, and the replay is not possible instead of a second charge", async () => {
    const { request, authoriseRequest } = await carded(acquirer, {
      cardholder_name: "FAULT authorise forget-key",
    })
    const same = call()
    const cutOff = { kind: "unknown", cause: "cut_off" }
    expect(await acquirer.authorise(same, authoriseRequest)).toMatchObject(cutOff)
    expect(await acquirer.authorise(same, authoriseRequest)).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
    expect((await sandbox.effects(request.paymentId)).charge).toEqual({ count: 1, amount: 18_240 })
  })

  it("an answer of another shape is unrecognised", async () => {
    for (const body of ["{}", "[]", "null", '{"id":"pay_1","status":"settled"}']) {
      const server = await startRawServer((socket) => socket.end(httpAnswer(200, body)))
      const outcome = await adapterFor(sandbox, { apiUrl: server.url }).fetch(call(), "pay_1")
      expect(outcome).toEqual({ kind: "unknown", cause: "unrecognised", evidence: { status: 200 } })
      await server.close()
    }
  })
})
