import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { instant, later } from "#domain/instant.ts"
import { nextUtcDay, utcDay } from "#domain/utc-day.ts"
import type { Acquirer, PrepareRequest } from "#ports/acquirer.ts"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { stripeSecretKey, stripeWebhookSecret } from "#tests/sandbox-acquirer/stripe-client.ts"
import { prepareRequest } from "./prepare-request.ts"
import { adapterFor, call, okValue } from "./scripted-stripe.ts"
import { amount } from "./stripe-objects.ts"

let sandbox: ListeningSandbox
let acquirer: Acquirer
const startedAt = instant(Date.now())

beforeAll(async () => {
  sandbox = await startTestSandbox()
  acquirer = adapterFor(sandbox.url, {
    secretKey: stripeSecretKey,
    webhookSecrets: [stripeWebhookSecret],
    pageOrigin: sandbox.url,
  })
})
afterAll(() => sandbox.close())

async function prepared(over: Partial<PrepareRequest> = {}) {
  const preparedAt = instant(Date.now())
  const request = prepareRequest({
    paymentId: randomUUID(),
    preparedAt,
    expiresAt: later(preparedAt, 90 * 60_000),
    ...over,
  })
  const { acquirerPaymentId, handoff } = okValue(await acquirer.prepare(call(), request))
  if (handoff.kind !== "redirect") throw new Error("no page to go to")
  return { acquirerPaymentId, paymentId: request.paymentId, page: new URL(handoff.url).pathname }
}

/** A session on whose page the payee has typed a card. */
async function carded(number: string, over: Partial<PrepareRequest> = {}) {
  const made = await prepared(over)
  const form = {
    card_number: number,
    expiry_month: "12",
    expiry_year: "40",
    cvc: "123",
    cardholder_name: "A Tester",
  }
  const response = await fetch(`${sandbox.url}${made.page}`, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
  })
  return { ...made, status: response.status, location: response.headers.get("location") }
}

/** The lines of today and tomorrow: midnight, or the sandbox's clock, may stand between. */
async function bookedLines() {
  const today = utcDay(startedAt)
  const days = await Promise.all(
    [today, nextUtcDay(today)].map((day) => acquirer.listSettlements(call(), day)),
  )
  return days.flatMap((day) => okValue(day).lines)
}

const fetched = async (id: string) => okValue(await acquirer.fetch(call(), id))
const visa = "4242424242424242"

describe("a payment at a Stripe that answers for itself", () => {
  it("is paid on its page", async () => {
    const { acquirerPaymentId, paymentId, location } = await carded(visa)
    expect(location).toBe(prepareRequest().returnUrl)
    expect(await fetched(acquirerPaymentId)).toEqual({
      acquirerPaymentId,
      reference: paymentId,
      status: "captured",
      amount,
      currency: "GBP",
      captured: amount,
      challengeUrl: null,
      lastRefusal: null,
      card: { brand: "visa", firstSix: null, lastFour: "4242", expiry: "12/40" },
      savedCard: null,
      refunds: [],
      disputes: [],
    })
    expect(await acquirer.void(call(), acquirerPaymentId)).toMatchObject({ reason: "not_possible" })
  })

  it("stays open after a refusal, and expires", async () => {
    const { acquirerPaymentId } = await carded("4000000000009995")
    expect(await fetched(acquirerPaymentId)).toMatchObject({
      status: "open",
      lastRefusal: "insufficient_funds",
      captured: 0,
    })
    expect(okValue(await acquirer.void(call(), acquirerPaymentId))).toEqual({ voided: true })
    expect(okValue(await acquirer.void(call(), acquirerPaymentId))).toEqual({ voided: true })
    expect((await fetched(acquirerPaymentId)).status).toBe("closed")
  })

  it("waits for the bank's check", async () => {
    const { acquirerPaymentId, page } = await carded("4000000000003220")
    expect(await fetched(acquirerPaymentId)).toMatchObject({
      status: "challenge",
      challengeUrl: `${sandbox.url}${page}`,
    })
  })

  it("is reserved, then captured", async () => {
    const { acquirerPaymentId } = await carded(visa, { captureMode: "manual" })
    expect(await fetched(acquirerPaymentId)).toMatchObject({ status: "authorised", captured: 0 })
    const request = { acquirerPaymentId, amount }
    expect(okValue(await acquirer.capture(call(), request))).toEqual({ captured: amount })
    expect(await acquirer.capture(call(), request)).toMatchObject({ reason: "not_possible" })
    expect(await fetched(acquirerPaymentId)).toMatchObject({ status: "captured", captured: amount })
  })

  it("is reserved, then let go", async () => {
    const { acquirerPaymentId } = await carded(visa, { captureMode: "manual" })
    expect(okValue(await acquirer.void(call(), acquirerPaymentId))).toEqual({ voided: true })
    expect(await fetched(acquirerPaymentId)).toMatchObject({ status: "closed", refunds: [] })
  })

  it("is refunded once per key", async () => {
    const { acquirerPaymentId } = await carded(visa)
    const one = call()
    const request = { acquirerPaymentId, refundId: "refund-1", amount }
    const refunded = okValue(await acquirer.refund(one, request))
    expect(okValue(await acquirer.refund(one, request))).toEqual(refunded)
    expect(await acquirer.refund(call(), request)).toMatchObject({ kind: "refused" })
    expect((await fetched(acquirerPaymentId)).refunds).toEqual([refunded])
  })

  it("cannot be refunded before it is paid", async () => {
    const { acquirerPaymentId } = await prepared()
    expect(await acquirer.refund(call(), { acquirerPaymentId, refundId: "r", amount })).toMatchObject({
      reason: "not_possible",
    })
  })

  it.each([
    ["4000000000000259", amount, "fraudulent"],
    ["4000000000001976", 0, "general"],
  ])("is disputed: %s", async (number, held, reason) => {
    const { acquirerPaymentId } = await carded(number)
    await booksClient(sandbox).post("/control/clock", { advance_ms: 10_000 })
    const [dispute] = (await fetched(acquirerPaymentId)).disputes
    expect(dispute).toMatchObject({ amount: held, reason, status: "needs_response" })
    const changes = okValue(await acquirer.listChanges(call(), { since: later(startedAt, -60_000) }))
    expect(changes.changes.at(-1)?.acquirerPaymentId).toBe(acquirerPaymentId)
  })

  it("a key for another request is no new session", async () => {
    const one = call()
    okValue(
      await acquirer.prepare(
        one,
        prepareRequest({ preparedAt: startedAt, expiresAt: later(startedAt, 3_600_000) }),
      ),
    )
    const other = prepareRequest({ preparedAt: startedAt, expiresAt: later(startedAt, 3_700_000) })
    expect(await acquirer.prepare(one, other)).toMatchObject({
      kind: "unknown",
      cause: "unrecognised",
      evidence: { code: "idempotency_error" },
    })
  })

  it("is found by our payment's id, among the changes and in the books", async () => {
    const { acquirerPaymentId, paymentId } = await carded(visa)
    const found = okValue(
      await acquirer.findByReference(call(), { paymentId, createdAfter: later(startedAt, -60_000) }),
    )
    expect(found).toMatchObject({ snapshots: [{ acquirerPaymentId, status: "captured" }], complete: true })
    const changes = okValue(await acquirer.listChanges(call(), { since: later(startedAt, -60_000) }))
    expect(changes.changes).toContainEqual(
      expect.objectContaining({ acquirerPaymentId, reference: paymentId }),
    )
    expect(await bookedLines()).toContainEqual(
      expect.objectContaining({
        kind: "payment",
        acquirerPaymentId,
        reference: paymentId,
        gross: amount,
        payoutId: "",
      }),
    )
  })

  it("is notified of, and the pointer leads to it", async () => {
    const { acquirerPaymentId } = await carded(visa)
    const told = await sandbox.receiver.until(
      ({ body, pointer }) =>
        pointer.type === "checkout.session.completed" && body.includes(acquirerPaymentId),
    )
    const { headers } = told
    const reading = acquirer.readNotification({
      body: Buffer.from(told.body),
      headers,
      receivedAt: instant(Date.now()),
    })
    expect(reading).toEqual({
      ok: true,
      eventId: told.pointer.id,
      type: "checkout.session.completed",
      acquirerPaymentId,
    })
  })

  it("is paid out some days later", async () => {
    const { acquirerPaymentId } = await carded(visa)
    await booksClient(sandbox).post("/control/clock", { advance_ms: 10 * 86_400_000 })
    const line = (await bookedLines()).find((one) => one.acquirerPaymentId === acquirerPaymentId)
    expect(line?.payoutId).toMatch(/^po_/)
  })

  it("another key than the account's is not sent", async () => {
    const stranger = adapterFor(sandbox.url, { secretKey: "sk_test_stranger" })
    expect(await stranger.fetch(call(), "cs_test_1")).toEqual({ kind: "not_sent", cause: "credentials" })
  })
})
