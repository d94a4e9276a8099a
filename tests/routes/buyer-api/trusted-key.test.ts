import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { minuteMilliseconds } from "#domain/instant.ts"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { client, issueKey, leastRequest, seedBuyers } from "./council.ts"

const { url } = await createTestDatabase()
const outside: TestOutside = testOutside({ databaseUrl: url })
await seedBuyers(outside)
const call = client(outside)
let key: string

/** A key that created a payment a moment ago. */
beforeEach(async () => {
  await outside.db.execute("update service set enabled = true where id = 'garden'")
  key = await issueKey(outside)
  expect(await create()).toBe("201")
})
afterAll(() => outside.close())

async function create(headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await call("POST", "/v1/payments", { key, headers, body: leastRequest })
  return answer.status === 201 ? "201" : `${answer.status} ${answer.body.code}`
}

async function change(what: string): Promise<void> {
  const id = (await outside.db.execute<{ id: string }>("select id from api_key order by created_at, id"))
    .length
  await outside.db.execute(`update api_key set ${what} where id = 'key${id}'`)
}

async function paymentsHere(): Promise<number> {
  return (await outside.db.execute("select 1 from payment")).length
}

describe("a key that opened the same a moment ago", () => {
  it("creates again", async () => {
    expect([await create(), await create({ "Idempotency-Key": "again" })]).toEqual(["201", "201"])
  })

  it("is refused at once when it is revoked", async () => {
    const before = await paymentsHere()
    await change("revoked_at = now()")
    expect([await create(), await create()]).toEqual(["401 CP0001", "401 CP0001"])
    expect(await create({ "Idempotency-Key": "revoked" })).toBe("401 CP0001")
    expect(await paymentsHere()).toBe(before)
  })

  it("is refused at once with a key for repeats too, done or not", async () => {
    expect(await create({ "Idempotency-Key": "done" })).toBe("201")
    await change("revoked_at = now()")
    expect(await create({ "Idempotency-Key": "fresh" })).toBe("401 CP0001")
    expect(await create({ "Idempotency-Key": "done" })).toBe("401 CP0001")
  })

  it("is refused at once when it loses its scope", async () => {
    await change(`scopes = '["payments:read"]'`)
    expect([await create(), await create()]).toEqual(["403 P0930", "403 P0930"])
  })

  it("keeps creating when it loses a scope that this does not need", async () => {
    await change(`scopes = '["payments:write"]'`)
    expect([await create(), await create()]).toEqual(["201", "201"])
  })

  it("is refused at once when its service is closed, until it is open again", async () => {
    await outside.db.execute("update service set enabled = false where id = 'garden'")
    const closed = await create()
    expect([closed, await create()]).toEqual([closed, closed])
    expect(closed).toMatch(/^4\d\d /)
    await outside.db.execute("update service set enabled = true where id = 'garden'")
    expect(await create()).toBe("201")
  })

  it("is refused when its time is up", async () => {
    outside.clock.advance(61 * minuteMilliseconds)
    expect(await create()).toBe("401 CP0001")
  })
})
