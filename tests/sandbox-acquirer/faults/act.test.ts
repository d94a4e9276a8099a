import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { connect, type Database } from "#sandbox-acquirer/store/connect.ts"
import { apiKey, type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: ListeningSandbox
let sql: Database
beforeAll(async () => {
  sandbox = await startTestSandbox()
  sql = connect(sandbox.settings.databaseUrl)
})
afterAll(async () => {
  await sql.end()
  await sandbox.close()
})

const chargesAfter: Readonly<Record<string, number>> = { "timeout-before": 0, "timeout-after": 1, drip: 1 }

/** How the first call ends. One that would hang is left as soon as what should have happened has happened. */
async function firstCall(fault: string) {
  const payment = await sandbox.prepare()
  const { token = "" } = await sandbox.enterCard(payment, { cardholder_name: `Fault Authorise ${fault}` })
  const key = randomUUID()
  const patience = new AbortController()
  const ending = sandbox
    .send(`/api/payments/${payment.id}/authorisations`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "idempotency-key": key },
      body: JSON.stringify({ token, amount: payment.amount, currency: "GBP" }),
      signal: patience.signal,
    })
    .then(async (response) => ({ status: response.status, body: await response.text() }))
    .catch((error: Error) => error.name)
  const expected = chargesAfter[fault]
  if (expected !== undefined) {
    const waiting = () => sql`SELECT 1 FROM fault WHERE payment_id = ${payment.id} AND remaining > 0`
    while ((await waiting()).length > 0 || (await charge(payment.reference)) < expected) {
      await new Promise(setImmediate)
    }
    patience.abort()
  }
  return { payment, key, token, ended: await ending }
}

const charge = async (reference: string) => (await sandbox.effects(reference)).charge?.count ?? 0

describe("a fault on an authorisation", () => {
  it.each([
    ["timeout-before", "AbortError", 0],
    ["timeout-after", "AbortError", 1],
    ["cut-after", "TypeError", 1],
    ["drip", "AbortError", 1],
    ["500-before", { status: 500 }, 0],
    ["500-after", { status: 500 }, 1],
    ["html-502", { status: 502 }, 0],
    ["429", { status: 429 }, 0],
    ["409-in-flight", { status: 409 }, 0],
    ["wrong-amount", { status: 200 }, 1],
    ["wrong-id", { status: 200 }, 1],
  ])("%s: the first call fails, the replay charges once", async (fault, expected, chargesBefore) => {
    const { payment, token, key, ended } = await firstCall(fault)
    if (typeof expected === "string") expect(ended).toBe(expected)
    else expect(ended).toMatchObject(expected)
    expect(await charge(payment.reference)).toBe(chargesBefore)
    const replay = await sandbox.authorise(payment, token, key)
    expect(replay).toMatchObject({
      status: 200,
      body: { id: payment.id, status: "captured", captured: payment.amount },
    })
    expect(await charge(payment.reference)).toBe(1)
  })

  it("says another amount or id than the truth", async () => {
    const [amount, id] = [await firstCall("wrong-amount"), await firstCall("wrong-id")]
    const body = (call: { ended: unknown }) => JSON.parse((call.ended as { body: string }).body)
    expect(body(amount)).toMatchObject({ id: amount.payment.id, amount: 18_241, captured: 18_241 })
    expect(body(id)).toMatchObject({ id: `${id.payment.id}x`, amount: 18_240 })
  })

  it("html-502 is a page, as a proxy writes it", async () => {
    const { ended } = await firstCall("html-502")
    expect(ended).toMatchObject({ body: expect.stringContaining("<h1>Bad Gateway</h1>") })
  })
})

describe("a fault elsewhere", () => {
  it("by name meets the capture, not the authorisation", async () => {
    const { payment, reply } = await sandbox.pay(
      { cardholder_name: "FAULT capture 500-after" },
      { capture_mode: "manual" },
    )
    expect(reply.status).toBe(200)
    const key = randomUUID()
    const capture = () => sandbox.api("POST", `/api/payments/${payment.id}/captures`, { amount: 500 }, key)
    expect((await capture()).status).toBe(500)
    expect((await capture()).body.captured).toBe(500)
  })

  it.each(["void", "refund", "fetch"])("by name meets the %s once", async (operation) => {
    const { payment } = await sandbox.pay(
      { cardholder_name: `FAULT ${operation} 429` },
      { capture_mode: operation === "void" ? "manual" : "automatic" },
    )
    const calls = {
      void: () => sandbox.api("POST", `/api/payments/${payment.id}/voids`, {}),
      refund: () =>
        sandbox.api("POST", `/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 1 }),
      fetch: () => sandbox.api("GET", `/api/payments/${payment.id}`),
    }
    const call = calls[operation as keyof typeof calls]
    expect([(await call()).status, (await call()).status]).toEqual([429, 200])
  })

  it("by control meets a prepare of that reference", async () => {
    const reference = randomUUID()
    await sandbox.planFault("prepare", "500-before", { payment_reference: reference, times: 2 })
    const post = async (over: object) =>
      (await sandbox.api("POST", "/api/payments", sandbox.prepareBody(over))).status
    expect(await post({})).toBe(201)
    expect([await post({ reference }), await post({ reference }), await post({ reference })]).toEqual([
      500, 500, 201,
    ])
  })

  it("hanging ends when the sandbox stops", async () => {
    const stopping = await startTestSandbox()
    const its = connect(stopping.settings.databaseUrl)
    const payment = await stopping.prepare()
    await stopping.planFault("fetch", "timeout-before")
    const hanging = stopping.fetchPayment(payment.id).catch((error: Error) => error.name)
    const waiting = () => its`SELECT 1 FROM fault WHERE remaining > 0`
    while ((await waiting()).length > 0) await new Promise(setImmediate)
    await its.end()
    await stopping.close()
    expect(await hanging).toBe("TypeError")
  })
})
