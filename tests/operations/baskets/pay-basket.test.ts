import { describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import type { AmountAnswer } from "#domain/amounts/read-amount.ts"
import { openBasket } from "#operations/baskets/open-basket.ts"
import { payBasket } from "#operations/baskets/pay-basket.ts"
import { openEntry } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const day = 24 * 60 * 60_000

/** A basket of its own, and how to answer its question. */
async function aBasket(page = "council-tax", reference = "501234567", registration = "") {
  const { service } = await till.council.page(page)
  const opened = await openBasket(till.council.outside, { service, reference, registration })
  if (!opened.ok) throw new Error(opened.problem)
  const { basket } = opened.value
  const answers = (answer: AmountAnswer, facts: Partial<typeof service> = {}) =>
    payBasket(till.council.outside, { basket, service: { ...service, ...facts }, answer, language: "cy" })
  const pays = async (answer: AmountAnswer) => {
    const paid = await answers(answer)
    if (!paid.ok) throw new Error(paid.problem)
    return paid.value
  }
  return { basket, service, answers, pays }
}

async function paymentsOf(basketId: string) {
  const rows =
    await till.sql`select amount::int, state from payment where basket_id = ${basketId} order by created_at, amount`
  return rows.map((row) => `${row["amount"]} ${row["state"]}`)
}

describe("the payment of a basket", () => {
  it("is made of the service, the reference and the answer", async () => {
    const { basket, service, pays } = await aBasket()
    const payment = await pays({ choice: "other", amount: "£12.34" })
    expect(payment).toMatchObject({
      state: "created",
      amount: 1_234,
      reference: "501234567",
      description: service.name.cy,
      language: "cy",
      origin: "page",
      returnUrl: service.returnUrl.cy,
      basketId: basket.id,
      metadata: null,
    })
    expect(await findPayment(till.council.outside.db, payment.id)).toEqual(payment)
  })

  it("takes its amount from the account, not from the form", async () => {
    const { pays } = await aBasket()
    expect((await pays({ choice: "balance", amount: "0.01" })).amount).toBe(145_920)
    const penalty = await aBasket("parking-penalty", "AV00123455", "AR26VLE")
    expect((await penalty.pays({ choice: "other", amount: "1.00", quantity: "1" })).amount).toBe(3_500)
  })

  it("counts, and remembers how many", async () => {
    const { pays } = await aBasket("garden-waste", "GW24KX7MT")
    expect(await pays({ quantity: "3" })).toMatchObject({ amount: 13_800, metadata: { quantity: 3 } })
  })

  it("is found again by the same answer", async () => {
    const { basket, pays } = await aBasket()
    const first = await pays({ choice: "instalment" })
    expect(await pays({ choice: "instalment" })).toEqual(first)
    expect(await paymentsOf(basket.id)).toEqual(["18240 created"])
  })

  it("is one, however often the button is pressed at once", async () => {
    const { basket, pays } = await aBasket()
    const paid = await Promise.all([1, 2, 3, 4].map(() => pays({ choice: "instalment" })))
    expect(new Set(paid.map((payment) => payment.id)).size).toBe(1)
    expect(await paymentsOf(basket.id)).toEqual(["18240 created"])
  })

  it("of another amount takes the place of the first", async () => {
    const { basket, pays } = await aBasket()
    const first = await pays({ choice: "instalment" })
    await openEntry(till.council, first.id)
    const second = await pays({ choice: "balance" })
    expect(second.amount).toBe(145_920)
    expect(await paymentsOf(basket.id)).toEqual(["18240 cancelled_by_payee", "145920 created"])
    expect(await till.pay(first.id)).toBe("payment_finished")
  })

  it("that is being charged stays, whatever is answered", async () => {
    const { basket, pays } = await aBasket()
    const first = await pays({ choice: "instalment" })
    await openEntry(till.council, first.id)
    till.council.outside.acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await till.pay(first.id)
    expect(await pays({ choice: "balance" })).toMatchObject({ id: first.id, state: "checking" })
    expect(await paymentsOf(basket.id)).toEqual(["18240 checking"])
  })

  it("that was paid stays, whatever is answered", async () => {
    const { basket, pays } = await aBasket()
    const first = await pays({ choice: "instalment" })
    await openEntry(till.council, first.id)
    expect(await till.pay(first.id)).toBe("captured")
    expect(await pays({ choice: "balance" })).toMatchObject({ id: first.id, state: "captured" })
    expect(await paymentsOf(basket.id)).toEqual(["18240 captured"])
  })
})

describe("no payment is made", () => {
  it.each<[AmountAnswer, string]>([
    [{}, "choice_empty"],
    [{ choice: "everything" }, "choice_empty"],
    [{ choice: "other", amount: "" }, "amount_empty"],
    [{ choice: "other", amount: "twelve" }, "amount_shape"],
    [{ choice: "other", amount: "0.99" }, "amount_too_small"],
    [{ choice: "other", amount: "-5.00" }, "amount_shape"],
    [{ choice: "other", amount: "1459.21" }, "amount_too_large"],
    [{ choice: "other", amount: "4242424242424242" }, "card_number_in_text"],
  ])("of %o", async (answer, problem) => {
    const { basket, answers } = await aBasket()
    expect(await answers(answer)).toEqual({ ok: false, problem })
    expect(await paymentsOf(basket.id)).toEqual([])
  })

  it("for a service that is closed meanwhile", async () => {
    const { answers } = await aBasket()
    expect(await answers({ choice: "balance" }, { enabled: false })).toEqual({
      ok: false,
      problem: "service_closed",
    })
    const given = { amount: { kind: "given" } } as const
    expect(await answers({ choice: "balance" }, given)).toEqual({ ok: false, problem: "service_closed" })
  })

  it("for an account that was paid or stopped meanwhile", async () => {
    const { answers, service } = await aBasket()
    for (const [status, problem] of [
      ["paid", "account_paid"],
      ["stopped", "account_stopped"],
    ] as const) {
      await till.sql`update service_account set status = ${status} where service_id = ${service.id} and reference = '501234567'`
      expect(await answers({ choice: "balance" })).toEqual({ ok: false, problem })
    }
    await till.sql`update service_account set status = 'open' where service_id = ${service.id} and reference = '501234567'`
  })

  it("from a basket of yesterday", async () => {
    const { basket, answers } = await aBasket()
    till.council.outside.clock.advance(day - 1)
    expect((await answers({ choice: "balance" })).ok).toBe(true)
    till.council.outside.clock.advance(1)
    expect(await answers({ choice: "balance" })).toEqual({ ok: false, problem: "basket_expired" })
    expect(await paymentsOf(basket.id)).toHaveLength(1)
  })
})
