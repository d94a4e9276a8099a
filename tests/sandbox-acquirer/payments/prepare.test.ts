import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

describe("prepare", () => {
  it("answers an open payment with its card entry", async () => {
    const body = sandbox.prepareBody({ capture_mode: "manual", language: "cy" })
    const reply = await sandbox.api("POST", "/api/payments", body)
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ ...shown(body), status: "open", captured: 0, card: null, refunds: [] })
    const { entry } = reply.body
    expect(entry.action).toBe(`http://127.0.0.1:3002/card-entries/${entry.id}`)
    expect(Buffer.from(entry.secret, "base64url")).toHaveLength(32)
  })

  it("moves no money and tells nobody", async () => {
    const payment = await sandbox.prepare()
    expect(await sandbox.effects(payment.reference)).toEqual({})
    expect(await sandbox.sandbox.runDue()).toBe(0)
  })

  it("keeps the secret as a digest only", async () => {
    const { id, entry } = await sandbox.prepare()
    const [row] = await sandbox.sql<
      { text: string }[]
    >`SELECT payment::text AS text FROM payment WHERE id = ${id}`
    expect(row?.text).not.toContain(entry.secret)
  })

  it.each([
    { amount: 0 },
    { amount: 10_000_001 },
    { amount: 10.5 },
    { amount: "1000" },
    { currency: "EUR" },
    { capture_mode: "later" },
    { language: "fr" },
    { reference: "" },
    { return_url: "javascript:alert(1)" },
    { challenge_return_url: "/pay" },
    { expires_at: "tomorrow" },
    { card_number: "4242424242424242" },
  ])("refuses %o", async (over) => {
    const reply = await sandbox.api("POST", "/api/payments", sandbox.prepareBody(over))
    expect(reply).toMatchObject({ status: 400, body: { error: { code: "invalid_request" } } })
  })
})

/** The part of the request that the payment shows again. */
function shown({ reference, amount, currency, capture_mode, expires_at }: Record<string, unknown>) {
  return { reference, amount, currency, capture_mode, expires_at }
}
