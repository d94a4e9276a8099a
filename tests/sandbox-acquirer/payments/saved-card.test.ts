import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { booksClient } from "#tests/sandbox-acquirer/books-client.ts"
import { type BuiltSandbox, buildTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
let books: ReturnType<typeof booksClient>
beforeAll(async () => {
  sandbox = await buildTestSandbox()
  books = booksClient(sandbox)
})
afterAll(() => sandbox.close())

interface Kept {
  readonly id: string
  readonly reference: string
  readonly saved_card: string | null
}

/** A paid payment whose card is kept for this agreement. */
async function keep(agreement: string, card: Record<string, string> = {}): Promise<Kept> {
  const { reply } = await sandbox.pay(card, { agreement: { step: "set_up", id: agreement } })
  return reply.body as unknown as Kept
}

const charge = (id: string, saved_card: string | null) =>
  sandbox.prepare({ agreement: { step: "charge", id, saved_card } })
const authorise = (id: string, over: object = {}) =>
  sandbox.api("POST", `/api/payments/${id}/authorisations`, { amount: 18_240, currency: "GBP", ...over })
const forget = (id: string | null) => sandbox.api("POST", `/api/saved-cards/${id}/forget`, {})

describe("a kept card", () => {
  it("is a token of its own, shown once the bank has said yes", async () => {
    const kept = await keep("one")
    expect(kept.saved_card).toMatch(/^card_[a-z2-7]{26}$/)
    expect(await sandbox.fetchPayment(kept.id)).toMatchObject({ saved_card: kept.saved_card })
    const asked = await keep("one", { card_number: "4000002500003155" })
    expect(asked).toMatchObject({ status: "challenge", saved_card: null })
    const plain = await sandbox.pay()
    expect(plain.reply.body).toMatchObject({ status: "captured", saved_card: null })
  })

  it("is charged without an entry and without a token, by its own agreement alone", async () => {
    const { saved_card } = await keep("two")
    const payment = await charge("two", saved_card)
    expect(payment).toMatchObject({ status: "open", entry: null })
    expect((await authorise(payment.id, { token: "tok_made_up" })).body.error.code).toBe("token_not_usable")
    expect((await authorise(payment.id)).body).toMatchObject({ status: "captured", saved_card: null })
    expect(await sandbox.effects(payment.reference)).toEqual({ charge: { count: 1, amount: 18_240 } })
    expect((await charge("three", saved_card)).error.code).toBe("saved_card_not_found")
    expect((await charge("two", "card_none")).error.code).toBe("saved_card_not_found")
  })

  it("pays for nothing that it was not named for", async () => {
    const payment = await sandbox.prepare()
    expect((await authorise(payment.id)).body.error.code).toBe("token_not_usable")
  })

  it.each([
    ["4000002760003184", "authentication_required"],
    ["4000000000000341", "generic_decline"],
  ])("%s is refused later: %s", async (card_number, decline_code) => {
    const begun = await keep("four", { card_number })
    if (begun.saved_card === null) {
      await sandbox.decide(await sandbox.fetchPayment(begun.id), "approve")
    }
    const kept = (await sandbox.fetchPayment(begun.id)) as unknown as Kept
    const payment = await charge("four", kept.saved_card)
    expect(await authorise(payment.id)).toMatchObject({ status: 402, body: { error: { decline_code } } })
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("closed")
  })

  it("is stopped by the bank from a moment on", async () => {
    const { reference, saved_card } = await keep("five")
    const refusal = "revocation_of_authorization"
    expect(await books.post("/control/saved-cards", { reference, refusal })).toMatchObject({
      status: 200,
      body: { id: saved_card, refusal },
    })
    const { id } = await charge("five", saved_card)
    expect((await authorise(id)).body.error.decline_code).toBe(refusal)
    expect((await books.post("/control/saved-cards", { reference: "none", refusal })).status).toBe(404)
    expect((await books.post("/control/saved-cards", { reference, refusal: "a mood" })).status).toBe(400)
  })

  it("once forgotten, leaves nothing but that it was there", async () => {
    const { id, saved_card } = await keep("six")
    const begun = await charge("six", saved_card)
    for (let times = 0; times < 2; times += 1) {
      expect(await forget(saved_card)).toMatchObject({
        status: 200,
        body: { id: saved_card, forgotten: true },
      })
    }
    expect(await charge("six", saved_card)).toEqual({ error: { code: "saved_card_forgotten" } })
    expect((await authorise(begun.id)).body).toEqual({ error: { code: "saved_card_forgotten" } })
    expect((await sandbox.fetchPayment(begun.id)).status).toBe("open")
    const [row] = await sandbox.sql`SELECT * FROM saved_card WHERE id = ${saved_card}`
    expect(row).toMatchObject({ payment_id: id, card_last_four: null, card_brand: null, scenario: null })
  })

  it("that never was cannot be forgotten", async () => {
    expect(await forget("card_none")).toMatchObject({
      status: 404,
      body: { error: { code: "saved_card_not_found" } },
    })
  })

  it("is not kept twice by a charge that nobody asked for", async () => {
    const { reference } = await keep("seven")
    const { status } = await books.post("/control/charges", { reference, amount: 100 })
    expect(status).toBe(201)
    const [count] = await sandbox.sql`
      SELECT count(*)::int AS cards FROM saved_card c JOIN payment p ON p.id = c.payment_id
      WHERE p.reference = ${reference}`
    expect(count).toEqual({ cards: 1 })
  })

  it.each([
    { step: "charge", id: "eight" },
    { step: "set_up", id: "eight", saved_card: "card_1" },
    { step: "stop", id: "eight" },
    { step: "set_up", id: "" },
  ])("is not asked for by %o", async (agreement) => {
    expect((await sandbox.prepare({ agreement })).error.code).toBe("invalid_request")
  })
})
