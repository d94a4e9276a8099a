import * as v from "valibot"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  changePageOf,
  changesReply,
  settlementDayOf,
  settlementsReply,
} from "#adapters/acquirer-sandbox/listings.ts"
import { type Instant, instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Acquirer, ChangesFrom } from "#ports/acquirer.ts"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { adapterFor, call, okValue, paid, prepared } from "./adapter-fixture.ts"

let sandbox: ListeningSandbox
let acquirer: Acquirer
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await startTestSandbox()
  acquirer = adapterFor(sandbox)
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

const begin: ChangesFrom = { since: instant(0) }
const listChanges = async (from: ChangesFrom) => okValue(await acquirer.listChanges(call(), from))
const mismatch = { kind: "unknown", cause: "mismatch", evidence: { status: 200 } }
const noneBefore = { changes: [], nextCursor: null, complete: true }

/** Moves the sandbox's clock on and says what it shows. */
async function advance(advance_ms: number): Promise<Instant> {
  const { body } = await books.post<{ now: string }>("/control/clock", { advance_ms })
  return instant(Date.parse(body.now))
}

const dayOf = (at: Instant) => new Date(at).toISOString().slice(0, 10)
const dayMilliseconds = 86_400_000

/** Noon of the next day of UTC at the sandbox: no test there meets a midnight. Says which day it is. */
async function nextDay(): Promise<string> {
  const now = await advance(0)
  return dayOf(await advance(dayMilliseconds * 1.5 - (now % dayMilliseconds)))
}

describe("the changes", () => {
  it("are pointers, from a moment or a cursor on", async () => {
    expect(await listChanges(begin)).toEqual(noneBefore)
    const { acquirerPaymentId, reference } = await paid(acquirer)
    const page = await listChanges(begin)
    const change = { acquirerPaymentId, reference, at: expect.any(Number) }
    expect(page).toEqual({ changes: [change, change], nextCursor: expect.any(String), complete: true })
    const cursor = page.nextCursor ?? ""
    expect(await listChanges({ cursor })).toEqual({ ...noneBefore, nextCursor: cursor })
    const next = await prepared(acquirer)
    expect((await listChanges({ cursor })).changes).toMatchObject([
      { acquirerPaymentId: next.acquirerPaymentId, reference: next.request.paymentId },
    ])
    const now = await advance(1_000)
    expect((await listChanges({ since: now })).changes).toEqual([])
  })

  it("come in pages", async () => {
    const since = await advance(1_000)
    const made: string[] = []
    for (let count = 0; count < 101; count += 1) made.push((await prepared(acquirer)).acquirerPaymentId)
    const first = await listChanges({ since })
    expect(first).toMatchObject({ complete: false, nextCursor: expect.any(String) })
    const last = await listChanges({ cursor: first.nextCursor ?? "" })
    expect(last.complete).toBe(true)
    const listed = [...first.changes, ...last.changes].map((change) => change.acquirerPaymentId)
    expect(listed).toEqual(made)
  })

  it("a cursor never given is a configuration fault", async () => {
    expect(await acquirer.listChanges(call(), { cursor: "page 2" })).toEqual({
      kind: "refused",
      reason: "configuration",
      evidence: { status: 400, code: "invalid_request" },
    })
  })

  it.each([
    ["a cursor that is not the last row's", { next_cursor: "chg_8" }],
    ["no cursor after a row", { next_cursor: null }],
    ["more to come after nothing", { changes: [], complete: false }],
    ["another cursor after nothing", { changes: [], next_cursor: "chg_8" }],
  ])("with %s are a mismatch", (_, over) => {
    const row = { id: "chg_9", payment_id: "pay_1", reference: "p1", at: "2026-11-23T10:00:00Z" }
    const page = { changes: [row], next_cursor: "chg_9", complete: true }
    const from = { cursor: "chg_1" }
    expect(changePageOf(v.parse(changesReply, page), from)).not.toBeNull()
    expect(changePageOf(v.parse(changesReply, { ...page, ...over }), from)).toBeNull()
  })
})

describe("the books of a day", () => {
  it("have every movement, signed, and the payouts of that day", async () => {
    const today = await nextDay()
    const { acquirerPaymentId, reference } = await paid(acquirer)
    const amount = exactPence(240)
    await acquirer.refund(call(), { acquirerPaymentId, refundId: "re-1", amount })
    await books.post("/control/refunds", { reference, amount: 40 })
    const dispute = (await books.post("/control/disputes", { reference, amount: 1_000 })).body
    await books.evidence(dispute.id, "winning_evidence")
    const open = okValue(await acquirer.listSettlements(call(), today))
    expect(open.complete).toBe(false)
    await nextDay()
    const day = okValue(await acquirer.listSettlements(call(), today))
    expect(day).toEqual({ ...open, complete: true })
    const line = {
      lineId: expect.stringMatching(/^stl_/),
      acquirerPaymentId,
      reference,
      refundId: null,
      acquirerDisputeId: null,
      fee: 0,
      currency: "GBP",
      payoutId: `po_${today.replaceAll("-", "")}`,
      occurredAt: expect.any(Number),
    }
    const acquirerDisputeId = dispute.id
    expect(day.lines.toSorted((one, other) => one.gross - other.gross)).toEqual([
      { ...line, kind: "dispute", acquirerDisputeId, gross: -1_000, net: -1_000 },
      { ...line, kind: "refund", refundId: "re-1", gross: -240, net: -240 },
      { ...line, kind: "refund", gross: -40, net: -40 },
      { ...line, kind: "dispute_won", acquirerDisputeId, gross: 1_000, net: 1_000 },
      { ...line, kind: "payment", gross: 18_240, fee: 227, net: 18_013 },
    ])
  })

  it("have what is paid out on it: the sum of another day's lines", async () => {
    const paidOnDay = await nextDay()
    await paid(acquirer)
    await nextDay()
    const { lines } = okValue(await acquirer.listSettlements(call(), paidOnDay))
    const amount = lines.reduce((sum, { net }) => sum + net, 0)
    for (let days = 0; days < 4; days += 1) {
      const day = await nextDay()
      const { payouts } = okValue(await acquirer.listSettlements(call(), day))
      const payoutId = lines[0]?.payoutId
      const found = payouts.filter((payout) => payout.payoutId === payoutId)
      if (found.length === 0) continue
      expect(found).toEqual([{ payoutId, amount, currency: "GBP", paidOn: day }])
      return
    }
    throw new Error("never paid out")
  })

  it("have errors of the acquirer as it tells them", async () => {
    const today = await nextDay()
    const { acquirerPaymentId, reference } = await paid(acquirer)
    const [line] = okValue(await acquirer.listSettlements(call(), today)).lines
    await books.post(`/control/settlement-lines/${line?.lineId}`, { gross: 18_340 })
    const altered = { acquirerPaymentId, gross: 18_340, fee: 227, net: 18_113 }
    expect(okValue(await acquirer.listSettlements(call(), today)).lines).toMatchObject([altered])
    await books.post("/control/forget", { reference })
    expect(okValue(await acquirer.listSettlements(call(), today)).lines).toEqual([])
  })

  it("of no day are a configuration fault", async () => {
    expect(await acquirer.listSettlements(call(), "today")).toMatchObject({
      kind: "refused",
      reason: "configuration",
    })
  })

  it.each([
    ["another day", { day: "2026-11-22" }],
    ["a line of another day", { occurred_at: "2026-11-24T00:00:00Z" }],
    ["a sum that is wrong", { net: 91 }],
    ["a payment that takes", { gross: -100, net: -110 }],
    ["a refund that gives", { kind: "refund" }],
    ["a line of nothing", { gross: 0, net: -10 }],
    ["a payout of another day", { paid_on: "2026-11-24" }],
  ])("with %s are a mismatch", (_, over: Record<string, unknown>) => {
    const line = {
      ...{ id: "stl_1", kind: "payment", payment_id: "pay_1", reference: "p1", refund_id: null },
      ...{ dispute_id: null, gross: 100, fee: 10, net: 90, currency: "GBP", payout_id: "po_1" },
      occurred_at: "2026-11-23T23:59:59.999Z",
    }
    const payout = { id: "po_0", amount: -5, currency: "GBP", paid_on: "2026-11-23" }
    const read = (changed: Record<string, unknown>) => {
      const day = changed["day"] ?? "2026-11-23"
      const lines = [{ ...line, ...changed }]
      const payouts = [{ ...payout, paid_on: changed["paid_on"] ?? payout.paid_on }]
      return settlementDayOf(v.parse(settlementsReply, { day, lines, payouts, complete: true }), "2026-11-23")
    }
    expect(read({})).not.toBeNull()
    expect(read(over)).toBeNull()
  })
})

describe("a list under faults", () => {
  const calls = {
    changes: (over: { timeoutMilliseconds?: number }) => acquirer.listChanges(call(over), begin),
    settlements: (over: { timeoutMilliseconds?: number }) =>
      acquirer.listSettlements(call(over), "2026-11-23"),
    find: (over: { timeoutMilliseconds?: number }) =>
      acquirer.findByReference(call(over), { paymentId: "none", createdAfter: instant(0) }),
  }

  it.each(Object.entries(calls))("%s is unknown or not sent, then answers", async (operation, list) => {
    for (const fault of ["timeout-before", "drip"]) {
      await sandbox.planFault(operation, fault)
      expect(await list({ timeoutMilliseconds: 800 })).toMatchObject({ kind: "unknown", cause: "timeout" })
    }
    for (const [fault, expected] of [
      ["cut-after", { kind: "unknown", cause: "cut_off" }],
      ["500-before", { kind: "unknown", cause: "server_error" }],
      ["html-502", { kind: "unknown", cause: "server_error" }],
      ["429", { kind: "not_sent", cause: "rate_limited" }],
    ] as const) {
      await sandbox.planFault(operation, fault)
      expect(await list({})).toMatchObject(expected)
    }
    expect((await list({})).kind).toBe("ok")
  })

  it("that lies is a mismatch where it can be seen", async () => {
    const today = await nextDay()
    await paid(acquirer)
    await sandbox.planFault("changes", "wrong-id")
    expect(await acquirer.listChanges(call(), begin)).toEqual(mismatch)
    await sandbox.planFault("settlements", "wrong-amount")
    expect(await acquirer.listSettlements(call(), today)).toEqual(mismatch)
  })
})
