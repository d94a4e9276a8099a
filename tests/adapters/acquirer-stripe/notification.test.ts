import { Stripe } from "stripe"
import { describe, expect, it } from "vitest"
import { instant, later } from "#domain/instant.ts"
import { adapterFor, webhookSecret } from "./scripted-stripe.ts"
import {
  charge,
  dispute,
  event,
  intent,
  intentId,
  refund,
  session,
  sessionId,
  tenOClock,
} from "./stripe-objects.ts"

const oldSecret = "whsec_before"
const sentAt = instant(tenOClock * 1000)
const completed = event("evt_1", "checkout.session.completed", session())

function notification(over: { body?: string; secret?: string; header?: string | undefined } = {}) {
  const { body = JSON.stringify(completed), secret = webhookSecret } = over
  const signed = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: tenOClock })
  const headers = { "stripe-signature": "header" in over ? over.header : signed }
  return { body: Buffer.from(body), headers, receivedAt: sentAt }
}

const read = (given: ReturnType<typeof notification>, webhookSecrets = [webhookSecret]) =>
  adapterFor("http://127.0.0.1:9", { webhookSecrets }).readNotification(given)

const signature = (given = notification()) => given.headers["stripe-signature"] ?? ""

describe("readNotification", () => {
  it.each([
    ["a session", session(), sessionId],
    ["an intent", intent(), intentId],
    ["a charge", charge({ payment_intent: intentId }), intentId],
    ["a charge with its intent inside", charge({ payment_intent: intent() }), intentId],
    ["a charge of another kind", charge({ payment_intent: null }), null],
    ["a refund", refund(), intentId],
    ["a dispute", dispute(), intentId],
    ["a payout", { object: "payout", id: "po_1" }, null],
    ["the balance, which has no id", { object: "balance" }, null],
  ])("reads where an event about %s points", (_, object, acquirerPaymentId) => {
    const body = JSON.stringify(event("evt_1", "charge.updated", object))
    expect(read(notification({ body }))).toEqual({
      ok: true,
      eventId: "evt_1",
      type: "charge.updated",
      acquirerPaymentId,
    })
  })

  it("takes either secret while one is being replaced", () => {
    expect(read(notification({ secret: oldSecret }), [webhookSecret, oldSecret]).ok).toBe(true)
    expect(read(notification({ secret: oldSecret }))).toEqual({ ok: false, problem: "forged" })
    expect(read(notification(), [])).toEqual({ ok: false, problem: "forged" })
  })

  it("takes one good signature among several", () => {
    const header = `${signature()},v1=${"0".repeat(64)},v0=abc`
    expect(read(notification({ header })).ok).toBe(true)
  })

  it.each([undefined, ""])("without a signature it is unsigned", (header) => {
    expect(read(notification({ header }))).toEqual({ ok: false, problem: "unsigned" })
  })

  it.each([
    ["another time", signature().replace(/t=\d+/, `t=${tenOClock + 1}`)],
    ["no signature", `t=${tenOClock}`],
    ["an empty signature", `t=${tenOClock},v1=`],
    ["a signature without a value", `t=${tenOClock},v1`],
    ["another scheme", signature().replace("v1=", "v0=")],
  ])("%s is forged", (_, header) => {
    expect(read(notification({ header }))).toEqual({ ok: false, problem: "forged" })
  })

  it("any changed byte is forged", () => {
    const given = notification()
    const body = Buffer.from(JSON.stringify({ ...completed, id: "evt_2" }))
    expect(read({ ...given, body })).toEqual({ ok: false, problem: "forged" })
    expect(read({ ...given, body: Buffer.alloc(0) })).toEqual({ ok: false, problem: "forged" })
  })

  it.each(["v1=abc", "t=now,v1=abc", `t=${tenOClock},${signature()}`])(
    "a header without its one time is unreadable: %s",
    (header) => {
      expect(read(notification({ header }))).toEqual({ ok: false, problem: "unreadable" })
    },
  )

  it.each([
    [300_000, null],
    [301_000, "too_old"],
    [-300_000, null],
    [-301_000, "too_new"],
  ])("received %d ms after: %s", (offset, problem) => {
    const reading = read({ ...notification(), receivedAt: later(sentAt, offset) })
    expect(reading.ok ? null : reading.problem).toBe(problem)
  })

  it.each([
    "{",
    "[]",
    '{"id":"evt_1","object":"event"}',
    JSON.stringify({ ...completed, object: "v2.core.event" }),
    JSON.stringify({ ...completed, livemode: true }),
    " ".repeat(300_000),
  ])("a signed body that is no event of this mode is unreadable", (body) => {
    expect(read(notification({ body }))).toEqual({ ok: false, problem: "unreadable" })
  })

  it("a live account takes live events only", () => {
    const live = adapterFor("http://127.0.0.1:9", { mode: "live" })
    expect(live.readNotification(notification())).toEqual({ ok: false, problem: "unreadable" })
    const body = JSON.stringify({ ...completed, livemode: true })
    expect(live.readNotification(notification({ body })).ok).toBe(true)
  })
})
