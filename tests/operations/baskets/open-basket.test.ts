import { describe, expect, it } from "vitest"
import { findBasket } from "#db/queries/baskets.ts"
import { openBasket } from "#operations/baskets/open-basket.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const day = 24 * 60 * 60_000

async function open(page: string, reference: string, registration = "") {
  const { service } = await till.council.page(page)
  return await openBasket(till.council.outside, { service, reference, registration })
}

async function baskets() {
  const [row] = await till.sql`select count(*)::int as count from basket`
  return Number(row?.["count"])
}

describe("a basket", () => {
  it("keeps the reference in normal form for a day", async () => {
    const { db, clock } = till.council.outside
    const { service } = await till.council.page("council-tax")
    const opened = await open("council-tax", " 501 234 567/01 ")
    if (!opened.ok) throw new Error(opened.problem)
    const { basket, question } = opened.value
    expect(basket).toMatchObject({
      serviceId: service.id,
      reference: "501234567",
      createdAt: clock.now(),
      expiresAt: clock.now() + day,
    })
    expect(await findBasket(db, basket.id)).toEqual(basket)
    expect(question).toMatchObject({
      kind: "choice",
      options: [
        { code: "instalment", amount: 18_240 },
        { code: "balance", amount: 145_920 },
      ],
    })
  })

  it("of a penalty needs the right registration", async () => {
    const opened = await open("parking-penalty", "AV00123455", "ar26 vle")
    expect(opened).toMatchObject({ ok: true, value: { question: { kind: "fixed", amount: 3_500 } } })
  })

  it("of a service without a list asks how many", async () => {
    const { service } = await till.council.page("garden-waste")
    expect(service.reference.accountRequired).toBe(false)
    const opened = await open("garden-waste", "GW24KX7MT")
    expect(opened).toMatchObject({ ok: true, value: { question: { kind: "quantity", unitPrice: 4_600 } } })
  })
})

describe("no basket is opened", () => {
  it.each([
    ["an empty reference", "council-tax", ["  "], "reference_empty"],
    ["another shape", "council-tax", ["601234567"], "reference_shape"],
    ["a wrong digit", "council-tax", ["501234568"], "reference_check_digit"],
    ["an account that is not there", "council-tax", ["500000007"], "reference_unknown"],
    ["a paid account", "council-tax", ["570982632"], "account_paid"],
    ["a stopped account", "council-tax", ["533698027"], "account_stopped"],
    ["a card number", "council-tax", ["4242 4242 4242 4242"], "card_number_in_text"],
    ["no registration", "parking-penalty", ["AV00123455", " "], "registration_empty"],
    ["another registration", "parking-penalty", ["AV00123455", "AB12CDE"], "registration_mismatch"],
    ["a service that only the API takes", "council-invoice", ["3000000000"], "service_closed"],
  ] as const)("for %s", async (_name, page, [reference, registration], problem) => {
    const before = await baskets()
    expect(await open(page, reference, registration)).toEqual({ ok: false, problem })
    expect(await baskets()).toBe(before)
  })

  it("for an account that owes less than the service's acquirer takes", async () => {
    const { service } = await till.council.page("council-tax")
    const other = await till.sql`
      update service_account set balance = 29, instalment = null
      where service_id = ${service.id} and reference = '501234567' returning reference`
    expect(other).toHaveLength(1)
    const asked = { reference: "501234567", registration: "" }
    const opened = await openBasket(till.council.outside, {
      ...asked,
      service: { ...service, acquirer: "stripe_1" },
    })
    expect(opened).toEqual({ ok: false, problem: "account_too_small" })
    expect(await openBasket(till.council.outside, { ...asked, service })).toMatchObject({ ok: true })
  })

  it("for a service that is switched off", async () => {
    const { service } = await till.council.page("council-tax")
    const off = { ...service, enabled: false }
    const opened = await openBasket(till.council.outside, {
      service: off,
      reference: "501234567",
      registration: "",
    })
    expect(opened).toEqual({ ok: false, problem: "service_closed" })
  })
})
