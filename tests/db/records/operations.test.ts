import { eq } from "drizzle-orm"
import { describe, expect, it } from "vitest"
import { findPaymentInHand } from "#db/queries/payments.ts"
import type { OperationChange } from "#db/records/operations.ts"
import {
  claimDueOperations,
  closeAcquirerObject,
  insertAcquirerObject,
  insertOperation,
  markSent,
  recordOperation,
  releaseOperation,
} from "#db/records/operations.ts"
import { operation } from "#db/schema/operations.ts"
import { instant, later } from "#domain/instant.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { aNewPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const now = instant(Date.UTC(2026, 10, 22, 9, 30))
const minute = 60_000
let counted = 0

/** An authorisation of a payment of its own, written as it was sent at `now`. */
async function anOperation(facts: Partial<Operation> = {}): Promise<Operation> {
  const payment = await aNewPayment(till.council)
  counted += 1
  const row: Operation = {
    id: `op_${counted}`,
    paymentId: payment.id,
    kind: "authorise",
    state: "sent",
    idempotencyKey: `v1:buyer:op_${counted}`,
    acquirerPaymentId: `acq_${counted}`,
    refundId: null,
    disputeId: null,
    request: { token: "tok_once", amount: payment.amount },
    syncs: 0,
    nextSyncAt: now,
    refusal: null,
    createdAt: now,
    sentAt: now,
    returnedAt: null,
    ...facts,
  }
  await till.council.outside.db.transaction((transaction) => insertOperation(transaction, row))
  return row
}

async function rowOf({ id }: Operation) {
  const [row] = await till.council.outside.db.select().from(operation).where(eq(operation.id, id))
  return row
}

function record(before: Operation, change: OperationChange) {
  return till.council.outside.db.transaction((transaction) => recordOperation(transaction, before, change))
}

function claim(leaseToken: string, at = now, limit = 20) {
  const leaseUntil = later(at, minute)
  return till.council.outside.db.transaction((transaction) =>
    claimDueOperations(transaction, { now: at, leaseToken, leaseUntil, limit }),
  )
}

function release(id: string, leaseToken: string, nextSyncAt = later(now, 5 * minute)) {
  return till.council.outside.db.transaction((transaction) =>
    releaseOperation(transaction, { id, leaseToken, nextSyncAt }),
  )
}

/** Ends whatever earlier tests left due. */
async function nothingDue() {
  await till.sql`update operation set state = 'abandoned', next_sync_at = null, lease_token = null, lease_until = null
    where state in ('prepared', 'sent', 'unknown', 'awaiting_payee')`
}

describe("an answer", () => {
  it("that ends an operation forgets its token", async () => {
    const sent = await anOperation()
    await record(sent, {
      state: "refused",
      at: later(now, 1),
      refusal: "declined",
      evidence: { status: 402 },
    })
    expect(await rowOf(sent)).toMatchObject({
      state: "refused",
      refusal: "declined",
      request: { amount: 14_250 },
      evidence: { status: 402 },
      syncs: 0,
      nextSyncAt: null,
      finishedAt: later(now, 1),
    })
  })

  it("that leaves it open keeps the token for a replay", async () => {
    const sent = await anOperation()
    await record(sent, { state: "unknown", at: now, nextSyncAt: later(now, minute) })
    expect(await rowOf(sent)).toMatchObject({
      state: "unknown",
      request: { token: "tok_once", amount: 14_250 },
      nextSyncAt: later(now, minute),
      finishedAt: null,
    })
  })

  it("that asks for the bank's check keeps its address", async () => {
    const sent = await anOperation()
    await record(sent, { state: "awaiting_payee", at: now, challengeUrl: "https://bank.example/1" })
    expect(await rowOf(sent)).toMatchObject({
      state: "awaiting_payee",
      request: { challengeUrl: "https://bank.example/1" },
      nextSyncAt: now,
    })
  })

  it("that comes after the conclusive one changes nothing", async () => {
    const sent = await anOperation()
    await record(sent, { state: "succeeded", at: now })
    const before = await rowOf(sent)
    for (const state of ["refused", "abandoned", "unknown"] as const)
      await record(sent, { state, at: later(now, 5), refusal: "declined", nextSyncAt: later(now, 9) })
    expect(await rowOf(sent)).toEqual(before)
  })
})

describe("a send", () => {
  it("is marked once", async () => {
    const prepared = await anOperation({ kind: "void", state: "prepared", sentAt: null })
    const mark = (at: typeof now) =>
      till.council.outside.db.transaction((transaction) =>
        markSent(transaction, prepared.id, { at, nextSyncAt: later(at, minute) }),
      )
    await mark(now)
    await mark(later(now, 7))
    expect(await rowOf(prepared)).toMatchObject({
      state: "sent",
      sentAt: now,
      nextSyncAt: later(now, minute),
    })
  })
})

describe("a claim", () => {
  it("takes what is due, the longest waiting first", async () => {
    await nothingDue()
    const second = await anOperation({ nextSyncAt: later(now, -1) })
    const first = await anOperation({ nextSyncAt: later(now, -2) })
    await anOperation({ nextSyncAt: later(now, 1) })
    const [claimed, ...others] = await claim("one", now, 1)
    expect([claimed?.id, others]).toEqual([first.id, []])
    expect((await claim("two")).map((one) => one.id)).toEqual([second.id])
    expect(await claim("three")).toEqual([])
  })

  it("never shares a row between two at once", async () => {
    await nothingDue()
    for (let made = 0; made < 6; made += 1) await anOperation()
    const claims = await Promise.all(["one", "two", "three"].map((token) => claim(token, now, 3)))
    const ids = claims.flat().map((one) => one.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(2)
  })

  it("takes over what a dead worker held", async () => {
    await nothingDue()
    const left = await anOperation()
    await claim("dead")
    expect(await claim("other", later(now, minute - 1))).toEqual([])
    expect((await claim("other", later(now, minute))).map((one) => one.id)).toEqual([left.id])
    await release(left.id, "dead")
    expect(await rowOf(left)).toMatchObject({ leaseToken: "other", nextSyncAt: now, syncs: 2 })
  })

  it("given back is due at its next time", async () => {
    await nothingDue()
    const held = await anOperation()
    await claim("mine")
    await release(held.id, "mine")
    expect(await rowOf(held)).toMatchObject({ leaseToken: null, leaseUntil: null, syncs: 1 })
    expect(await claim("next", later(now, 5 * minute - 1))).toEqual([])
    expect(await claim("next", later(now, 5 * minute))).toHaveLength(1)
  })
})

describe("an acquirer's object", () => {
  it("is in hand until it is closed", async () => {
    const { db } = till.council.outside
    const payment = await aNewPayment(till.council)
    const object = { acquirer: "sandbox", externalId: "acq_object", paymentId: payment.id } as const
    await db.transaction((transaction) =>
      insertAcquirerObject(transaction, {
        ...object,
        state: "open",
        action: "https://a.example/1",
        entrySecret: "s",
        sequence: 1,
        createdAt: now,
      }),
    )
    expect((await findPaymentInHand(db, payment.id))?.object).toMatchObject({
      externalId: "acq_object",
      entrySecret: "s",
    })
    await db.transaction((transaction) => closeAcquirerObject(transaction, payment.id))
    expect(await findPaymentInHand(db, payment.id)).toMatchObject({
      object: null,
      newestObjectId: "acq_object",
    })
    expect(await till.sql`select entry_secret from acquirer_object where external_id = 'acq_object'`).toEqual(
      [{ entry_secret: null }],
    )
  })
})
