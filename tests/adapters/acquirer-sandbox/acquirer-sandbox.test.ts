import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import { type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { adapterFor, call, carded, okValue, prepared, prepareRequest } from "./adapter-fixture.ts"

let sandbox: ListeningSandbox
let acquirer: Acquirer
beforeAll(async () => {
  sandbox = await startTestSandbox()
  acquirer = adapterFor(sandbox)
})
afterAll(() => sandbox.close())

const visa = { brand: "visa", firstSix: "424242", lastFour: "4242", expiry: "12/40" }

describe("the sandbox adapter", () => {
  it("says what it is and where browsers go", () => {
    expect(acquirer.name).toBe("sandbox")
    expect(acquirer.capabilities()).toEqual({
      entry: "direct_post",
      origin: sandbox.url,
      keepsCards: true,
    })
  })

  it("prepares a card entry", async () => {
    const { acquirerPaymentId, handoff } = await prepared(acquirer)
    expect(acquirerPaymentId).toMatch(/^pay_/)
    expect(handoff.action.startsWith(`${sandbox.url}/card-entries/ent_`)).toBe(true)
    expect(handoff.entrySecret).toHaveLength(43)
  })

  it("charges with automatic capture", async () => {
    const { authoriseRequest } = await carded(acquirer)
    expect(await acquirer.authorise(call(), authoriseRequest)).toEqual({
      kind: "ok",
      value: { status: "captured", captured: 18_240, card: visa, savedCard: null },
      evidence: { status: 200 },
    })
  })

  it("reserves with manual capture, takes part, refunds part", async () => {
    const { acquirerPaymentId, authoriseRequest } = await carded(acquirer, {}, { captureMode: "manual" })
    expect(okValue(await acquirer.authorise(call(), authoriseRequest))).toMatchObject({
      status: "authorised",
      card: visa,
    })
    const taken = await acquirer.capture(call(), { acquirerPaymentId, amount: exactPence(10_000) })
    expect(okValue(taken)).toEqual({ captured: 10_000 })
    const refunded = await acquirer.refund(call(), {
      acquirerPaymentId,
      refundId: "re-1",
      amount: exactPence(400),
    })
    expect(okValue(refunded)).toMatchObject({ refundId: "re-1", amount: 400, status: "succeeded" })
    expect(okValue(await acquirer.fetch(call(), acquirerPaymentId))).toMatchObject({
      status: "captured",
      captured: 10_000,
      card: visa,
      lastRefusal: null,
      challengeUrl: null,
      refunds: [okValue(refunded)],
    })
  })

  it("brings a challenge's address", async () => {
    const { acquirerPaymentId, authoriseRequest } = await carded(acquirer, {
      card_number: "4000000000003220",
    })
    const value = okValue(await acquirer.authorise(call(), authoriseRequest))
    expect(value).toMatchObject({
      status: "challenge",
      url: expect.stringContaining(`${sandbox.url}/challenges/chl_`),
    })
    expect(okValue(await acquirer.fetch(call(), acquirerPaymentId)).status).toBe("challenge")
  })

  it.each([
    ["4000000000000002", "declined", "generic_decline"],
    ["4000000000009995", "insufficient_funds", "insufficient_funds"],
    ["4000000000009987", "suspected_fraud", "lost_card"],
    ["4000000000009979", "suspected_fraud", "stolen_card"],
    ["4100000000000019", "suspected_fraud", "fraudulent"],
    ["4000000000006975", "insufficient_funds", "card_velocity_exceeded"],
    ["4000000000000069", "expired_card", "expired_card"],
    ["4000000000000127", "incorrect_details", "incorrect_cvc"],
    ["4000000000000119", "temporarily_unavailable", "processing_error"],
  ])("%s is refused: %s", async (card_number, reason, code) => {
    const { acquirerPaymentId, authoriseRequest } = await carded(acquirer, { card_number })
    expect(await acquirer.authorise(call(), authoriseRequest)).toEqual({
      kind: "refused",
      reason,
      evidence: { status: 402, code },
    })
    expect(okValue(await acquirer.fetch(call(), acquirerPaymentId))).toMatchObject({
      status: "closed",
      lastRefusal: reason,
    })
  })

  it("a declined challenge is a failed authentication", async () => {
    const { acquirerPaymentId, authoriseRequest } = await carded(acquirer, {
      card_number: "4000000000003220",
    })
    const value = okValue(await acquirer.authorise(call(), authoriseRequest))
    const url = value.status === "challenge" ? value.url : ""
    await fetch(url, { method: "POST", body: new URLSearchParams({ decision: "decline" }) })
    expect(okValue(await acquirer.fetch(call(), acquirerPaymentId)).lastRefusal).toBe("authentication_failed")
  })

  it("voids once, and not after a capture", async () => {
    const { acquirerPaymentId } = await prepared(acquirer)
    expect(okValue(await acquirer.void(call(), acquirerPaymentId))).toEqual({ voided: true })
    const paid = await carded(acquirer)
    await acquirer.authorise(call(), paid.authoriseRequest)
    expect(await acquirer.void(call(), paid.acquirerPaymentId)).toEqual({
      kind: "refused",
      reason: "not_possible",
      evidence: { status: 409, code: "not_possible" },
    })
  })

  it("a spent token is not possible", async () => {
    const { authoriseRequest } = await carded(acquirer)
    await acquirer.authorise(call(), authoriseRequest)
    expect(await acquirer.authorise(call(), authoriseRequest)).toMatchObject({
      kind: "refused",
      reason: "not_possible",
    })
    const { authoriseRequest: other } = await carded(acquirer)
    expect(await acquirer.authorise(call(), { ...other, token: "tok_made_up" })).toMatchObject({
      kind: "refused",
      reason: "not_possible",
      evidence: { code: "token_not_usable" },
    })
  })

  it("finds what it prepared for a payment", async () => {
    const { request, acquirerPaymentId } = await prepared(acquirer)
    const search = { paymentId: request.paymentId, createdAfter: instant(0) }
    expect(okValue(await acquirer.findByReference(call(), search))).toMatchObject({
      complete: true,
      snapshots: [{ acquirerPaymentId, reference: request.paymentId, status: "open", amount: 18_240 }],
    })
    const none = await acquirer.findByReference(call(), { ...search, paymentId: "none" })
    expect(okValue(none)).toEqual({ snapshots: [], complete: true })
  })

  it("an unknown payment is a configuration fault", async () => {
    expect(await acquirer.fetch(call(), "pay_none/../../health/live")).toEqual({
      kind: "refused",
      reason: "configuration",
      evidence: { status: 404, code: "payment_not_found" },
    })
  })

  it("a wrong key is told as credentials, nothing sent", async () => {
    const stranger = adapterFor(sandbox, { apiKey: "another-key-entirely" })
    expect(await stranger.prepare(call(), prepareRequest())).toEqual({
      kind: "not_sent",
      cause: "credentials",
    })
  })

  it("a card entry on another origin is a configuration fault", async () => {
    const elsewhere = adapterFor(sandbox, { publicOrigin: "https://bank.example" })
    expect(await elsewhere.prepare(call(), prepareRequest())).toEqual({
      kind: "refused",
      reason: "configuration",
      evidence: { status: 201, code: "entry_origin" },
    })
  })

  it("a key used for another request is unknown", async () => {
    const same = call()
    await acquirer.prepare(same, prepareRequest())
    expect(await acquirer.prepare(same, prepareRequest())).toEqual({
      kind: "unknown",
      cause: "unrecognised",
      evidence: { status: 409, code: "idempotency_mismatch" },
    })
  })
})
