import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Books, booksClient, type Changes } from "#tests/sandbox-acquirer/books-client.ts"
import {
  apiKey,
  type BuiltSandbox,
  buildTestSandbox,
  type Payment,
} from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

const sandboxKey = { authorization: `Bearer ${apiKey}` }
const find = (reference: string) => books.get<{ payments: Payment[] }>(`/api/payments?reference=${reference}`)

describe("a fault on a read", () => {
  it.each([
    ["find", "/api/payments?reference=x"],
    ["changes", "/api/changes"],
    ["settlements", "/api/settlements/2026-11-23"],
  ])("%s meets its own calls", async (operation, path) => {
    await sandbox.planFault(operation, "429")
    expect((await books.get("/api/payments/pay_none")).status).toBe(404)
    expect([(await books.get(path)).status, (await books.get(path)).status]).toEqual([429, 200])
    await sandbox.planFault(operation, "500-after")
    expect([(await books.get(path)).status, (await books.get(path)).status]).toEqual([500, 200])
  })

  it("waits for the search of its reference", async () => {
    const [mine, other] = [randomUUID(), randomUUID()]
    await sandbox.planFault("find", "html-502", { payment_reference: mine })
    const status = async (reference: string) =>
      (await sandbox.send(`/api/payments?reference=${reference}`, { headers: sandboxKey })).status
    expect([await status(other), await status(mine), await status(mine)]).toEqual([200, 502, 200])
  })

  it("by the name on a card meets the search of that payment's reference", async () => {
    const { payment } = await sandbox.pay({ cardholder_name: "FAULT find 429" })
    expect((await find(randomUUID())).status).toBe(200)
    expect((await find(payment.reference)).status).toBe(429)
    expect((await find(payment.reference)).status).toBe(200)
  })
})

describe("a list that lies", () => {
  it("says other amounts or ids of each row", async () => {
    const { payment } = await sandbox.pay()
    await sandbox.planFault("find", "wrong-amount")
    expect((await find(payment.reference)).body.payments).toMatchObject([
      { id: payment.id, amount: 18_241, captured: 18_241 },
    ])
    await sandbox.planFault("find", "wrong-id")
    expect((await find(payment.reference)).body.payments).toMatchObject([
      { id: `${payment.id}x`, amount: 18_240 },
    ])
  })

  it("says other sums in the books, and other cursors in the changes", async () => {
    await sandbox.pay()
    await sandbox.planFault("settlements", "wrong-amount")
    const { body } = await books.get<Books>("/api/settlements/2026-11-23")
    for (const line of body.lines) expect(line.gross).toBe(line.net + line.fee + 1)
    await sandbox.planFault("changes", "wrong-id")
    const changes = (await books.get<Changes>("/api/changes")).body
    expect(changes.changes.at(-1)?.id).toBe(`${changes.next_cursor}x`)
  })
})
