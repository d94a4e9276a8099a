import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { testCards } from "#sandbox-acquirer/cards/test-cards.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

describe("a challenge", () => {
  it.each(testCards.challenge)("approved with %s takes the money", async (card_number) => {
    const { payment, reply } = await sandbox.pay({ card_number })
    await sandbox.decide(reply.body, "approve")
    expect(await sandbox.fetchPayment(payment.id)).toMatchObject({
      status: "captured",
      captured: payment.amount,
      challenge_url: null,
    })
    expect(await sandbox.effects(payment.reference)).toEqual({ charge: { count: 1, amount: payment.amount } })
  })

  it("approved with manual capture reserves", async () => {
    const { payment, reply } = await sandbox.pay(
      { card_number: "4000000000003220" },
      { capture_mode: "manual" },
    )
    await sandbox.decide(reply.body, "approve")
    expect(await sandbox.fetchPayment(payment.id)).toMatchObject({ status: "authorised", captured: 0 })
  })

  it.each([
    ["4000008400001629", "generic_decline"],
    ["4000008260003178", "insufficient_funds"],
    ["4000008400001280", "processing_error"],
  ])("approved with %s is still refused: %s", async (card_number, last_refusal) => {
    const { payment, reply } = await sandbox.pay({ card_number })
    await sandbox.decide(reply.body, "approve")
    expect(await sandbox.fetchPayment(payment.id)).toMatchObject({
      status: "closed",
      last_refusal,
      captured: 0,
    })
  })

  it("declined closes the payment", async () => {
    const { payment, reply } = await sandbox.pay({ card_number: "4000000000003220" })
    await sandbox.decide(reply.body, "decline")
    expect(await sandbox.fetchPayment(payment.id)).toMatchObject({
      status: "closed",
      last_refusal: "authentication_failed",
    })
  })

  it("left alone stays a challenge until the expiry", async () => {
    const expires_at = new Date(sandbox.now().getTime() + 60_000).toISOString()
    const { payment, reply } = await sandbox.pay({ card_number: "4000000000003220" }, { expires_at })
    sandbox.advance(59_999)
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("challenge")
    sandbox.advance(1)
    await sandbox.decide(reply.body, "approve")
    expect(await sandbox.fetchPayment(payment.id)).toMatchObject({ status: "closed", captured: 0 })
  })

  it("is decided once, however often answered", async () => {
    const { payment, reply } = await sandbox.pay({ card_number: "4000000000003220" })
    await Promise.all(Array.from({ length: 5 }, () => sandbox.decide(reply.body, "approve")))
    await sandbox.decide(reply.body, "decline")
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("captured")
    expect(await sandbox.effects(payment.reference)).toEqual({ charge: { count: 1, amount: payment.amount } })
  })
})
