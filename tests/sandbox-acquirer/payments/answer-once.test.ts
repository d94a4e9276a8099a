import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

describe("an idempotency key", () => {
  it("replays a success without a second effect", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment)
    const key = randomUUID()
    const first = await sandbox.authorise(payment, token, key)
    expect(await sandbox.authorise(payment, token, key)).toEqual(first)
    expect(first.status).toBe(200)
    expect(await sandbox.effects(payment.reference)).toEqual({ charge: { count: 1, amount: payment.amount } })
  })

  it("replays a refusal", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment, { card_number: "4000000000009995" })
    const key = randomUUID()
    const first = await sandbox.authorise(payment, token, key)
    expect(first.status).toBe(402)
    expect(await sandbox.authorise(payment, token, key)).toEqual(first)
  })

  it("replays the same entry and secret for a prepare", async () => {
    const key = randomUUID()
    const body = sandbox.prepareBody()
    const first = await sandbox.api("POST", "/api/payments", body, key)
    expect(await sandbox.api("POST", "/api/payments", body, key)).toEqual(first)
  })

  it("belongs to one request: other bytes are a mismatch", async () => {
    const key = randomUUID()
    await sandbox.api("POST", "/api/payments", sandbox.prepareBody(), key)
    const reply = await sandbox.api("POST", "/api/payments", sandbox.prepareBody(), key)
    expect(reply).toMatchObject({ status: 409, body: { error: { code: "idempotency_mismatch" } } })
  })

  it("belongs to one path", async () => {
    const [one, two] = [await sandbox.prepare(), await sandbox.prepare()]
    const key = randomUUID()
    expect((await sandbox.api("POST", `/api/payments/${one.id}/voids`, {}, key)).status).toBe(200)
    const reply = await sandbox.api("POST", `/api/payments/${two.id}/voids`, {}, key)
    expect(reply.body.error.code).toBe("idempotency_mismatch")
    expect((await sandbox.fetchPayment(two.id)).status).toBe("open")
  })

  it("twenty calls at once have one effect", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment)
    const key = randomUUID()
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => sandbox.authorise(payment, token, key)),
    )
    for (const { status, body } of replies) {
      expect(status === 200 || body.error.code === "in_flight").toBe(true)
    }
    expect(replies.some(({ status }) => status === 200)).toBe(true)
    expect(await sandbox.effects(payment.reference)).toEqual({ charge: { count: 1, amount: payment.amount } })
    expect((await sandbox.authorise(payment, token, key)).status).toBe(200)
  })

  it("is in flight while the first call runs", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment)
    const key = randomUUID()
    // The first call waits for the row that this transaction holds, and holds its key meanwhile.
    const { first, second } = await sandbox.sql.begin(async (tx) => {
      await tx`SELECT 1 FROM payment WHERE id = ${payment.id} FOR UPDATE`
      const first = sandbox.authorise(payment, token, key)
      const waiting = () => tx`
        SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = pg_locks.database
        WHERE locktype = 'advisory' AND granted AND d.datname = current_database()`
      while ((await waiting()).length === 0) await new Promise(setImmediate)
      return { first: [first], second: await sandbox.authorise(payment, token, key) }
    })
    expect(second).toMatchObject({ status: 409, body: { error: { code: "in_flight" } } })
    expect((await first[0])?.status).toBe(200)
  })

  it("is forgotten after a day", async () => {
    const key = randomUUID()
    const body = sandbox.prepareBody()
    const first = await sandbox.api("POST", "/api/payments", body, key)
    sandbox.advance(86_400_000)
    const second = await sandbox.api("POST", "/api/payments", body, key)
    expect(second.status).toBe(201)
    expect(second.body.id).not.toBe(first.body.id)
  })

  it.each(["", "x".repeat(256)])("must be usable: %j", async (key) => {
    const reply = await sandbox.api("POST", "/api/payments", sandbox.prepareBody(), key)
    expect(reply).toMatchObject({ status: 400, body: { error: { code: "invalid_request" } } })
  })
})
