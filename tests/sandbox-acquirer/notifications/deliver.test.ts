import { Webhook } from "standardwebhooks"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import {
  type BuiltSandbox,
  buildTestSandbox,
  notificationSecret,
} from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  sandbox.receiver.answerWith(204)
  await sandbox.sandbox.runDue()
  sandbox.receiver.received.length = 0
})

const runDue = () => sandbox.sandbox.runDue()
const hour = 3_600_000

/** Standardwebhooks reads the real time, so the sandbox's timestamp is judged apart. */
function verifies(notification: { headers: Record<string, string>; body: string }): boolean {
  const {
    "webhook-id": id = "",
    "webhook-timestamp": timestamp = "",
    "webhook-signature": signature = "",
  } = notification.headers
  expect(Number(timestamp)).toBe(Math.floor(sandbox.now().getTime() / 1000))
  const expected = new Webhook(notificationSecret).sign(
    id,
    new Date(Number(timestamp) * 1000),
    notification.body,
  )
  return signature === expected
}

describe("a notification", () => {
  it("is a signed pointer without state", async () => {
    const { payment } = await sandbox.pay()
    await runDue()
    const [notification] = sandbox.receiver.received
    expect(notification?.pointer).toEqual({
      id: notification?.headers["webhook-id"],
      type: "payment.captured",
      payment_id: payment.id,
      reference: payment.reference,
      occurred_at: sandbox.now().toISOString(),
    })
    expect(notification && verifies(notification)).toBe(true)
  })

  it.each([
    ["payment.declined", { card_number: "4000000000000002" }, {}],
    ["payment.challenge", { card_number: "4000000000003220" }, {}],
    ["payment.authorised", {}, { capture_mode: "manual" }],
  ])("tells %s", async (type, card, over) => {
    await sandbox.pay(card, over)
    await runDue()
    expect(sandbox.receiver.received.map(({ pointer }) => pointer.type)).toEqual([type])
  })

  it("is sent once where it is taken", async () => {
    await sandbox.pay()
    await runDue()
    sandbox.advance(100 * hour)
    await runDue()
    expect(sandbox.receiver.received).toHaveLength(1)
  })

  it("is retried with growing waits, signed anew", async () => {
    await sandbox.pay()
    sandbox.receiver.answerWith(503)
    await runDue()
    for (const wait of [1_000, 5_000, 30_000]) {
      const before = sandbox.receiver.received.length
      sandbox.advance(wait - 1)
      await runDue()
      expect(sandbox.receiver.received).toHaveLength(before)
      sandbox.advance(1)
      await runDue()
      expect(sandbox.receiver.received).toHaveLength(before + 1)
    }
    const ids = sandbox.receiver.received.map(({ headers }) => headers["webhook-id"])
    expect(new Set(ids).size).toBe(1)
    expect(verifies(sandbox.receiver.received.at(-1) ?? { headers: {}, body: "" })).toBe(true)
  })

  it("is given up after three days", async () => {
    const { payment } = await sandbox.pay()
    const tried = () =>
      sandbox.receiver.received.filter(({ pointer }) => pointer.payment_id === payment.id).length
    sandbox.receiver.answerWith(500)
    for (let hours = 0; hours <= 72; hours += 1) {
      await runDue()
      sandbox.advance(hour)
    }
    const inThreeDays = tried()
    expect(inThreeDays).toBeGreaterThan(60)
    sandbox.advance(1_000 * hour)
    await runDue()
    expect(tried()).toBe(inThreeDays)
  })

  it("twice comes twice under one id", async () => {
    await sandbox.pay({ cardholder_name: "FAULT authorise notify-twice" })
    await runDue()
    const ids = sandbox.receiver.received.map(({ headers }) => headers["webhook-id"])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it("late waits half a minute", async () => {
    await sandbox.pay({ cardholder_name: "FAULT authorise notify-late" })
    sandbox.advance(29_999)
    await runDue()
    expect(sandbox.receiver.received).toHaveLength(0)
    sandbox.advance(1)
    await runDue()
    expect(sandbox.receiver.received).toHaveLength(1)
  })

  it("forged has another signature, and its retry a true one", async () => {
    await sandbox.pay({ cardholder_name: "FAULT authorise notify-forged" })
    sandbox.receiver.answerWith(401)
    await runDue()
    sandbox.advance(1_000)
    await runDue()
    expect(sandbox.receiver.received.length).toBe(2)
    const [forged, honest] = sandbox.receiver.received
    expect(honest && verifies(honest)).toBe(true)
    expect(forged?.headers["webhook-signature"]).not.toBe(
      new Webhook(notificationSecret).sign(
        forged?.headers["webhook-id"] ?? "",
        new Date(Number(forged?.headers["webhook-timestamp"]) * 1000),
        forged?.body ?? "",
      ),
    )
  })

  it("never stays so through the challenge", async () => {
    const { reply } = await sandbox.pay({
      card_number: "4000000000003220",
      cardholder_name: "FAULT authorise notify-never",
    })
    await sandbox.decide(reply.body, "approve")
    await runDue()
    expect((await sandbox.fetchPayment(reply.body.id)).status).toBe("captured")
    expect(sandbox.receiver.received).toHaveLength(0)
  })

  it("early comes before the answer", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment, {
      cardholder_name: "FAULT authorise notify-early",
    })
    const answered = sandbox.authorise(payment, token).then((reply) => {
      expect(sandbox.receiver.received.map(({ pointer }) => pointer.type)).toEqual(["payment.captured"])
      return reply
    })
    expect((await answered).status).toBe(200)
    sandbox.advance(hour)
    await runDue()
    const told = sandbox.receiver.received.filter(({ pointer }) => pointer.payment_id === payment.id)
    expect(told).toHaveLength(1)
  })

  it("early comes before the page that follows a challenge, too", async () => {
    const { reply } = await sandbox.pay({
      card_number: "4000000000003220",
      cardholder_name: "FAULT authorise notify-early",
    })
    await sandbox.decide(reply.body, "approve")
    expect(sandbox.receiver.received.map(({ pointer }) => pointer.type)).toEqual([
      "payment.challenge",
      "payment.captured",
    ])
  })

  it("early is tried again as any other", async () => {
    sandbox.receiver.answerWith(503)
    await sandbox.pay({ cardholder_name: "FAULT authorise notify-early" })
    sandbox.receiver.answerWith(204)
    sandbox.advance(1_000)
    await runDue()
    expect(sandbox.receiver.received).toHaveLength(2)
  })

  it("reordered comes after the next one", async () => {
    const { payment } = await sandbox.pay({ cardholder_name: "FAULT authorise notify-reordered" })
    await runDue()
    expect(sandbox.receiver.received).toHaveLength(0)
    await sandbox.api("POST", `/api/payments/${payment.id}/refunds`, { refund_id: "re", amount: 1 })
    await runDue()
    await runDue()
    const types = sandbox.receiver.received.map(({ pointer }) => pointer.type)
    expect(types).toEqual(["refund.succeeded", "payment.captured"])
  })

  it("reordered at a challenge comes after its outcome", async () => {
    const { reply } = await sandbox.pay({
      card_number: "4000000000003220",
      cardholder_name: "FAULT authorise notify-reordered",
    })
    await sandbox.decide(reply.body, "approve")
    await runDue()
    await runDue()
    const types = sandbox.receiver.received.map(({ pointer }) => pointer.type)
    expect(types).toEqual(["payment.captured", "payment.challenge"])
  })

  it("reordered with none to follow comes half a minute late", async () => {
    await sandbox.pay({ cardholder_name: "FAULT authorise notify-reordered" })
    await sandbox.pay()
    await runDue()
    await runDue()
    expect(sandbox.receiver.received).toHaveLength(1)
    sandbox.advance(30_000)
    await runDue()
    expect(sandbox.receiver.received).toHaveLength(2)
  })
})
