import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { recordChange } from "#sandbox-acquirer/changes/change-log.ts"
import { booksClient, type Changes } from "#tests/sandbox-acquirer/books-client.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

/** Every page from `query` on. */
async function all(query: string): Promise<Changes["changes"]> {
  const page = await books.changes(query)
  return page.complete ? page.changes : [...page.changes, ...(await all(`cursor=${page.next_cursor ?? ""}`))]
}

const since = (at: Date) => `since=${encodeURIComponent(at.toISOString())}`

describe("the changes", () => {
  it("are none where nothing ever happened", async () => {
    expect(await books.changes()).toEqual({ changes: [], next_cursor: null, complete: true })
    expect(await books.changes(since(sandbox.now()))).toMatchObject({ next_cursor: null, complete: true })
  })

  it("tell of everything about a payment, oldest first, without state", async () => {
    const start = await books.changes()
    const { payment } = await sandbox.pay({ card_number: "4000000000005126" })
    await books.post(`/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 500 })
    const { body } = await books.post("/control/disputes", { reference: payment.reference, amount: 7 })
    await books.accept(body.id)
    sandbox.advance(10_000)
    await sandbox.sandbox.runDue()
    const { changes } = await books.changes(start.next_cursor ? `cursor=${start.next_cursor}` : "")
    // Made, captured, refunded, disputed, accepted, and the refund came back.
    expect(changes).toHaveLength(6)
    for (const change of changes) {
      expect(change).toEqual({
        id: expect.stringMatching(/^chg_\d+$/),
        payment_id: payment.id,
        reference: payment.reference,
        at: expect.any(String),
      })
    }
    expect(changes.at(-1)?.at).toBe(sandbox.now().toISOString())
  })

  it("go on from a cursor, from a moment or from the beginning", async () => {
    sandbox.advance(60_000)
    const before = sandbox.now()
    const one = await sandbox.prepare()
    sandbox.advance(1)
    const two = await sandbox.prepare()
    const ids = (changes: Changes["changes"]) => changes.map(({ payment_id }) => payment_id)
    const page = await books.changes(since(before))
    expect(ids(page.changes)).toEqual([one.id, two.id])
    expect(ids((await books.changes(since(sandbox.now()))).changes)).toEqual([two.id])
    expect(ids((await books.changes(`cursor=${page.changes[0]?.id}`)).changes)).toEqual([two.id])
    expect(ids(await all("")).slice(-2)).toEqual([one.id, two.id])
    expect((await all("")).length).toBeGreaterThan(2)
  })

  it("wait at the end: the same cursor finds what comes next", async () => {
    const end = await books.changes(since(new Date("2199-01-01T00:00:00Z")))
    expect(end).toMatchObject({ changes: [], complete: true, next_cursor: expect.any(String) })
    expect(await books.changes(`cursor=${end.next_cursor}`)).toEqual(end)
    const payment = await sandbox.prepare()
    const next = await books.changes(`cursor=${end.next_cursor}`)
    expect(next.changes.map(({ payment_id }) => payment_id)).toEqual([payment.id])
  })

  it("come in pages that lose and repeat nothing", async () => {
    sandbox.advance(1)
    const from = sandbox.now()
    const made: string[] = []
    for (let count = 0; count < 201; count += 1) made.push((await sandbox.prepare()).id)
    const first = await books.changes(since(from))
    expect(first.changes).toHaveLength(100)
    expect(first.complete).toBe(false)
    expect((await all(since(from))).map(({ payment_id }) => payment_id)).toEqual(made)
  })

  it("cannot be passed over: a later one waits for an earlier one's commit", async () => {
    const [slow, quick] = [await sandbox.prepare(), await sandbox.prepare()]
    const { next_cursor } = await books.changes(since(new Date("2199-01-01T00:00:00Z")))
    const rest = async () =>
      (await books.changes(`cursor=${next_cursor}`)).changes.map(({ payment_id }) => payment_id)
    const voiding = await sandbox.sql.begin(async (tx) => {
      await recordChange({ tx, now: sandbox.now() }, slow.id)
      const voiding = sandbox.api("POST", `/api/payments/${quick.id}/voids`, {})
      const waiting = () => tx`
        SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = pg_locks.database
        WHERE locktype = 'advisory' AND NOT granted AND d.datname = current_database()`
      while ((await waiting()).length === 0) await new Promise(setImmediate)
      expect(await rest()).toEqual([])
      return { reply: voiding }
    })
    expect((await voiding.reply).status).toBe(200)
    expect(await rest()).toEqual([slow.id, quick.id])
  })

  it.each([
    "cursor=",
    "cursor=12",
    "cursor=chg_x",
    "since=yesterday",
    "cursor=chg_1&since=2026-11-23T10:00:00Z",
  ])("refuse %s", async (query) => {
    expect(await books.get(`/api/changes?${query}`)).toEqual({
      status: 400,
      body: { error: { code: "invalid_request" } },
    })
  })
})
