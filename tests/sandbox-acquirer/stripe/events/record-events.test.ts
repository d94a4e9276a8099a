import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

/** The events about an object, oldest first. */
async function told(id: string): Promise<string[]> {
  const { data } = await sandbox.stripe.events.list({ limit: 100 })
  const own = data.filter((event) => JSON.stringify(event.data).includes(id))
  return own.map(({ type }) => type).reverse()
}

const session = async (
  card: Record<string, string> = {},
  capture_method: "manual" | "automatic" = "automatic",
) => {
  const made = await sandbox.createSession({ payment_intent_data: { capture_method } })
  const answer = await sandbox.submitCard(made, card)
  const { payment_intent } = await sandbox.stripe.checkout.sessions.retrieve(made.id)
  return { ...made, intent: String(payment_intent), location: answer.headers.get("location") ?? "" }
}

describe("a session", () => {
  it("paid: the intent succeeds, the session completes", async () => {
    const { intent } = await session()
    expect(await told(intent)).toEqual(["payment_intent.succeeded", "checkout.session.completed"])
  })

  it("authorised and captured later: completes once", async () => {
    const { intent } = await session({}, "manual")
    await sandbox.stripe.paymentIntents.capture(intent)
    expect(await told(intent)).toEqual([
      "payment_intent.amount_capturable_updated",
      "checkout.session.completed",
      "payment_intent.succeeded",
    ])
  })

  it("authorised and cancelled: is not expired", async () => {
    const { intent } = await session({}, "manual")
    await sandbox.stripe.paymentIntents.cancel(intent)
    expect((await told(intent)).at(-1)).toBe("payment_intent.canceled")
  })

  it("refused, challenged, declined and expired: each is told", async () => {
    const { id, intent } = await session({ card_number: "4000000000000002" })
    const { headers } = await sandbox.submitCard({ id }, { card_number: "4000000000003220" })
    await sandbox.answerChallenge(headers.get("location") ?? "", "decline")
    await sandbox.stripe.checkout.sessions.expire(id)
    expect(await told(intent)).toEqual([
      "payment_intent.payment_failed",
      "payment_intent.requires_action",
      "payment_intent.payment_failed",
      "payment_intent.canceled",
      "checkout.session.expired",
    ])
    // A check that failed came to no charge.
    expect((await sandbox.stripe.charges.list({ payment_intent: intent })).data).toHaveLength(1)
  })

  it("expired untried: has no intent to cancel", async () => {
    const made = await sandbox.createSession()
    await sandbox.stripe.checkout.sessions.expire(made.id)
    expect(await told(made.id)).toEqual(["checkout.session.expired"])
  })

  it("refused late: completes unpaid, then fails", async () => {
    const { intent } = await session({ cardholder_name: "FAULT authorise late-decline" })
    await sandbox.advance(5_000)
    expect(await told(intent)).toEqual([
      "payment_intent.processing",
      "checkout.session.completed",
      "payment_intent.payment_failed",
      "checkout.session.async_payment_failed",
    ])
  })
})

describe("a refund", () => {
  it.each([
    ["pm_card_visa", []],
    ["pm_card_pendingRefund", ["refund.updated"]],
    ["pm_card_refundFail", ["refund.updated", "refund.failed"]],
  ])("of %s is told, then %j", async (method, later) => {
    const { id } = await sandbox.paidIntent(method)
    const made = await sandbox.stripe.refunds.create({ payment_intent: id })
    await sandbox.advance(10_000)
    const own = (await told(made.id)).filter((type) => type !== "charge.refunded")
    expect(own).toEqual(["refund.created", ...later])
    expect(await told(id)).toContain("charge.refunded")
  })
})

describe("a dispute", () => {
  it("is told as it opens, moves and closes", async () => {
    const paid = await sandbox.paidIntent()
    const { id } = await sandbox.control("disputes", { reference: paid.reference })
    await sandbox.control(`disputes/${id}`, { status: "under_review" })
    await sandbox.control(`disputes/${id}`, { status: "won" })
    expect(await told(String(id))).toEqual([
      "charge.dispute.created",
      "charge.dispute.updated",
      "charge.dispute.closed",
    ])
  })

  it("of a card that complains opens by itself; a bank's early warning is none", async () => {
    const complains = await sandbox.paidIntent("pm_card_createDispute")
    const warned = await sandbox.paidIntent("pm_card_createIssuerFraudRecord")
    await sandbox.advance(10_000)
    expect(await told(complains.id)).toEqual(["payment_intent.succeeded", "charge.dispute.created"])
    expect(await told(warned.id)).toEqual(["payment_intent.succeeded"])
    expect((await sandbox.stripe.disputes.list({ payment_intent: warned.id })).data).toEqual([])
  })
})

it("a charge that nobody asked for is an intent of its own", async () => {
  const paid = await sandbox.paidIntent()
  await sandbox.control("charges", { reference: paid.reference, amount: 700 })
  const { data } = await sandbox.stripe.paymentIntents.list({ limit: 1 })
  expect(data).toMatchObject([
    { amount_received: 700, status: "succeeded", metadata: { payment: paid.reference } },
  ])
  expect(data[0]?.id).not.toBe(paid.id)
})
