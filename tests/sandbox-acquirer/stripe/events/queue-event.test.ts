import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"
import { stripeWebhookSecret } from "#tests/sandbox-acquirer/stripe-client.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

/** What came about an intent, in the order in which it came. */
function received(intentId: string) {
  return sandbox.receiver.received.filter(({ body }) => body.includes(intentId))
}

async function until(intentId: string, type: string) {
  return sandbox.receiver.until(({ body, pointer }) => pointer.type === type && body.includes(intentId))
}

const verified = ({ body, headers }: { readonly body: string; readonly headers: Record<string, string> }) =>
  sandbox.stripe.webhooks.constructEvent(body, headers["stripe-signature"] ?? "", stripeWebhookSecret)

async function faulty(fault: string, params: object = {}) {
  const intent = await sandbox.createIntent({ metadata: { payment: `${fault} of an intent` }, ...params })
  await sandbox.planFault("authorise", fault, { payment_reference: `${fault} of an intent` })
  await sandbox.stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" })
  return intent
}

it("an event is signed, of the API's version, and has the object as it then was", async () => {
  const intent = await sandbox.createIntent()
  const key = { idempotencyKey: "key-of-an-event" }
  await sandbox.stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" }, key)
  const event = verified(await until(intent.id, "payment_intent.succeeded"))
  expect(event).toMatchObject({
    object: "event",
    api_version: "2026-10-28.endive",
    data: { object: { id: intent.id, object: "payment_intent", status: "succeeded" } },
    livemode: false,
    request: { idempotency_key: "key-of-an-event" },
    type: "payment_intent.succeeded",
  })
  const kept = await sandbox.stripe.events.retrieve(event.id)
  expect(kept.data).toEqual(event.data)
})

it("native receivers hear nothing of it, nor does the native list of changes", async () => {
  const { id } = await sandbox.paidIntent()
  await until(id, "payment_intent.succeeded")
  for (const { headers } of received(id)) expect(headers["webhook-signature"]).toBeUndefined()
  expect((await sandbox.api("GET", "/api/changes")).body).toMatchObject({ changes: [] })
})

describe("a fault of notifications", () => {
  it("twice: comes twice under one id", async () => {
    const { id } = await faulty("notify-twice")
    await until(id, "payment_intent.succeeded")
    const second = () => received(id).length === 2
    await sandbox.receiver.until(second)
    expect(new Set(received(id).map(({ pointer }) => pointer.id)).size).toBe(1)
  })

  it("never: is not sent, and can be read", async () => {
    const { id } = await faulty("notify-never")
    const told = await sandbox.paidIntent()
    await until(told.id, "payment_intent.succeeded")
    expect(received(id)).toEqual([])
    const { data } = await sandbox.stripe.events.list({ type: "payment_intent.succeeded", limit: 100 })
    expect(data.filter((event) => JSON.stringify(event).includes(id))).toMatchObject([
      { pending_webhooks: 0 },
    ])
  })

  it("late: comes half a minute later", async () => {
    const { id } = await faulty("notify-late")
    await sandbox.advance(29_000)
    const told = await sandbox.paidIntent()
    await until(told.id, "payment_intent.succeeded")
    expect(received(id)).toEqual([])
    await sandbox.advance(1_000)
    await until(id, "payment_intent.succeeded")
  })

  it("forged: does not verify, and a retry does", async () => {
    sandbox.receiver.answerWith(400)
    const { id } = await faulty("notify-forged")
    const forged = await until(id, "payment_intent.succeeded")
    expect(() => verified(forged)).toThrow("No signatures found")
    sandbox.receiver.answerWith(204)
    await sandbox.advance(10_000)
    await sandbox.receiver.until(() => received(id).length > 1)
    expect(verified(received(id).at(-1) ?? forged).type).toBe("payment_intent.succeeded")
  })

  it("early: has come before the answer", async () => {
    const { id } = await faulty("notify-early")
    expect(received(id)).toHaveLength(1)
  })

  it("reordered: the first of a session's two comes after the second", async () => {
    const session = await sandbox.createSession()
    await sandbox.submitCard(session, { cardholder_name: "FAULT authorise notify-reordered" })
    const { payment_intent } = await sandbox.stripe.checkout.sessions.retrieve(session.id)
    await until(String(payment_intent), "payment_intent.succeeded")
    expect(received(String(payment_intent)).map(({ pointer }) => pointer.type)).toEqual([
      "checkout.session.completed",
      "payment_intent.succeeded",
    ])
  })
})
