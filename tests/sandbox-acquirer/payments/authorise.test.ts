import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { scenarios } from "#sandbox-acquirer/cards/scenarios.ts"
import { brandOf, testCards } from "#sandbox-acquirer/cards/test-cards.ts"
import { lateRefusalMilliseconds } from "#sandbox-acquirer/payments/authorise.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

const cards = Object.entries(testCards).flatMap(([scenario, numbers]) =>
  numbers.map((number) => ({ number, scenario: scenario as keyof typeof scenarios })),
)

describe("authorise", () => {
  it.each(cards)("$number ends as $scenario says", async ({ number, scenario }) => {
    const { bank } = scenarios[scenario]
    const cvc = brandOf(number) === "amex" ? "1234" : "123"
    const { payment, reply } = await sandbox.pay({ card_number: number, cvc })
    const after = await sandbox.fetchPayment(payment.id)
    expect(after.card).toEqual({
      brand: brandOf(number),
      first_six: number.slice(0, 6),
      last_four: number.slice(-4),
      expiry: "12/40",
    })
    switch (bank.kind) {
      case "approve":
        expect(reply).toMatchObject({ status: 200, body: { status: "captured", captured: payment.amount } })
        expect(await sandbox.effects(payment.reference)).toEqual({
          charge: { count: 1, amount: payment.amount },
        })
        break
      case "refuse":
        expect(reply).toMatchObject({
          status: 402,
          body: { error: { code: "card_refused", decline_code: bank.code } },
        })
        expect(after).toMatchObject({ status: "closed", last_refusal: bank.code, captured: 0 })
        expect(await sandbox.effects(payment.reference)).toEqual({})
        break
      case "challenge":
        expect(reply).toMatchObject({ status: 200, body: { status: "challenge" } })
        expect(after.challenge_url).toMatch(/^http:\/\/127\.0\.0\.1:3002\/challenges\/chl_/)
        expect(await sandbox.effects(payment.reference)).toEqual({})
        break
    }
  })

  it("manual capture reserves for seven days", async () => {
    const { reply } = await sandbox.pay({}, { capture_mode: "manual" })
    expect(reply.body).toMatchObject({
      status: "authorised",
      authorised: 18_240,
      captured: 0,
      authorised_until: "2026-11-30T10:00:00.000Z",
    })
  })

  it("one token, twenty calls at once: one charge", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment)
    const replies = await Promise.all(Array.from({ length: 20 }, () => sandbox.authorise(payment, token)))
    const statuses = replies.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 409)])
    expect(await sandbox.effects(payment.reference)).toEqual({ charge: { count: 1, amount: payment.amount } })
  })

  it("a payment takes no second attempt", async () => {
    const { payment } = await sandbox.pay({ card_number: "4000000000000002" })
    expect((await sandbox.enterCard(payment)).result).toBe("closed")
    expect(await sandbox.authorise(payment, "tok_other")).toMatchObject({
      status: 409,
      body: { error: { code: "not_possible" } },
    })
  })

  it("a token of another payment is not usable", async () => {
    const [mine, other] = [await sandbox.prepare(), await sandbox.prepare()]
    const { token = "" } = await sandbox.enterCard(other)
    expect(await sandbox.authorise(mine, token)).toMatchObject({
      status: 409,
      body: { error: { code: "token_not_usable" } },
    })
    expect((await sandbox.authorise(other, token)).status).toBe(200)
  })

  it("a token is worthless after fifteen minutes", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment)
    sandbox.advance(15 * 60_000)
    expect(await sandbox.authorise(payment, token)).toMatchObject({
      status: 409,
      body: { error: { code: "token_not_usable" } },
    })
  })

  it("another amount than prepared is refused", async () => {
    const payment = await sandbox.prepare()
    const { token = "" } = await sandbox.enterCard(payment)
    const reply = await sandbox.authorise({ ...payment, amount: payment.amount + 1 }, token)
    expect(reply).toMatchObject({ status: 400, body: { error: { code: "amount_mismatch" } } })
    expect((await sandbox.authorise(payment, token)).status).toBe(200)
  })

  it("an unknown payment is not found", async () => {
    const payment = { ...(await sandbox.prepare()), id: `pay_${randomUUID()}` }
    expect(await sandbox.authorise(payment, "tok_x")).toMatchObject({
      status: 404,
      body: { error: { code: "payment_not_found" } },
    })
  })

  it("an expired payment can no longer be paid", async () => {
    const expires_at = new Date(sandbox.now().getTime() + 60_000).toISOString()
    const payment = await sandbox.prepare({ expires_at })
    const { token = "" } = await sandbox.enterCard(payment)
    sandbox.advance(60_000)
    expect((await sandbox.authorise(payment, token)).body.error.code).toBe("not_possible")
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("closed")
  })
})

describe("a bank that refuses late", () => {
  const late = { cardholder_name: "FAULT authorise late-decline" }

  it("leaves the payment pending, then refuses it and tells", async () => {
    const { payment, reply } = await sandbox.pay(late)
    expect(reply).toMatchObject({ status: 202, body: { status: "pending", captured: 0, last_refusal: null } })
    sandbox.advance(lateRefusalMilliseconds - 1)
    await sandbox.sandbox.runDue()
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("pending")
    sandbox.advance(1)
    await sandbox.sandbox.runDue()
    await sandbox.sandbox.runDue()
    expect(await sandbox.fetchPayment(payment.id)).toMatchObject({
      status: "closed",
      last_refusal: "generic_decline",
    })
    expect(await sandbox.effects(payment.reference)).toEqual({})
    const told = sandbox.receiver.received.filter(({ pointer }) => pointer.payment_id === payment.id)
    expect(told.map(({ pointer }) => pointer.type)).toEqual(["payment.declined"])
  })

  it("takes no other attempt, nor a void, meanwhile", async () => {
    const { payment } = await sandbox.pay(late)
    expect((await sandbox.enterCard(payment)).result).toBe("closed")
    for (const [path, body] of [
      ["voids", {}],
      ["captures", { amount: 1 }],
      ["refunds", { refund_id: "re", amount: 1 }],
    ] as const) {
      const reply = await sandbox.api("POST", `/api/payments/${payment.id}/${path}`, body)
      expect(reply).toMatchObject({ status: 409, body: { error: { code: "not_possible" } } })
    }
  })

  it("is not hurried by the payment's expiry", async () => {
    const expires_at = new Date(sandbox.now().getTime() + 1_000).toISOString()
    const { payment } = await sandbox.pay(late, { expires_at })
    sandbox.advance(1_000)
    await sandbox.sandbox.runDue()
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("pending")
  })
})
