import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { interposedDatabase } from "#tests/support/interposed-database.ts"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { charge, client, issueKey, leastRequest, seedBuyers } from "./council.ts"

let outside: TestOutside
let key: string

beforeAll(async () => {
  outside = testOutside({ databaseUrl: (await createTestDatabase()).url })
  await seedBuyers(outside)
  key = await issueKey(outside)
})
afterAll(() => outside.close())

describe("a fault of ours", () => {
  it("answers the operation's own 500 and logs no parameters", async () => {
    const sameId = { next: () => "7".repeat(26), fraction: () => 0.5 }
    const broken = { ...outside, ids: sameId }
    const call = client(broken)
    const body = { ...leastRequest, description: "zq9secret" }
    expect((await call("POST", "/v1/payments", { key, body })).status).toBe(201)
    const second = await call("POST", "/v1/payments", { key, body })
    expect([second.status, second.body.code]).toEqual([500, "P0198"])
    const fault = outside.lines.find(({ level }) => level === "error")
    expect(fault?.fields).toMatchObject({ code: "23505", constraint: "payment_pkey", route: "/v1/payments" })
    expect(fault?.fields["request_id"]).toBe(second.headers.get("Request-Id"))
    expect(JSON.stringify([outside.lines, second.body])).not.toContain("zq9secret")
  })

  it("answers the code of the operation that failed", async () => {
    const digest = () => {
      throw new TypeError("zq9secret")
    }
    const call = client({ ...outside, secrets: { ...outside.secrets, digest } })
    const id = "0".repeat(26)
    const codes = [
      (await call("GET", `/v1/payments/${id}`, { key })).body.code,
      (await call("GET", `/v1/payments/${id}/events`, { key })).body.code,
      (await call("POST", `/v1/payments/${id}/cancel`, { key })).body.code,
    ]
    expect(codes).toEqual(["P0298", "P0398", "P0598"])
    expect(JSON.stringify(outside.lines)).not.toContain("zq9secret")
  })

  it("asks to come back while the database is away", async () => {
    const away = testOutside({ databaseUrl: "postgres://nobody@127.0.0.1:1/none" })
    const { status, headers, body } = await client(away)("GET", `/v1/payments/${"0".repeat(26)}`, { key })
    expect([status, body.code, headers.get("Retry-After")]).toEqual([503, "P0999", "5"])
    await away.close()
  })
})

describe("a refund whose commit got no answer", () => {
  /** The database is lost while the refund is committed, and nothing can tell whether it was. */
  function lostAtCommit(): TestOutside {
    let isLost = false
    const db = interposedDatabase(outside.db, {
      read: async (_point, run) => await run(),
      transaction: async (point, run) => {
        if (isLost) throw new Error("no telling")
        if (!point.startsWith("create-refund")) return await run({})
        await run({})
        isLost = true
        throw Object.assign(new Error("lost"), { code: "CONNECTION_CLOSED" })
      },
    })
    return { ...outside, db }
  }

  async function paid(): Promise<string> {
    const { body } = await client(outside)("POST", "/v1/payments", { key, body: leastRequest })
    const id = String(body.payment_id)
    await charge(outside, id)
    return id
  }

  it("is said to be unknown, and nobody is asked to repeat it", async () => {
    const path = `/v1/payments/${await paid()}/refunds`
    const answer = await client(lostAtCommit())("POST", path, { key, body: { amount: 750 } })
    expect([answer.status, answer.body.code, answer.headers.get("Retry-After")]).toEqual([
      500,
      "CP0006",
      null,
    ])
    expect(answer.body.description).toMatch(/^It is unknown whether the refund was made/)
  })

  it("may be repeated where it came with a key", async () => {
    const path = `/v1/payments/${await paid()}/refunds`
    const headers = { "Idempotency-Key": "refund-of-the-lost-commit" }
    const answer = await client(lostAtCommit())("POST", path, { key, body: { amount: 750 }, headers })
    expect([answer.status, answer.body.code, answer.headers.get("Retry-After")]).toEqual([503, "P0999", "5"])
  })
})
