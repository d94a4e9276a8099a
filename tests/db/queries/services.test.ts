import { describe, expect, it } from "vitest"
import { arwelVale } from "#checkout-server/demo-council/arwel-vale.ts"
import {
  findAccount,
  findBuyerIdBySlug,
  findPaymentPage,
  findService,
  findServiceWithBuyer,
} from "#db/queries/services.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

describe("a payment page", () => {
  const address = { buyer: "arwel-vale", page: "council-tax", mode: "test" } as const

  it("is found by buyer, page and mode", async () => {
    const page = await findPaymentPage(till.council.outside.db, address)
    expect(page).toMatchObject({
      buyer: { code: "AVC", name: arwelVale.name },
      service: { code: "CT", mode: "test" },
    })
    expect(page?.service.buyerId).toBe(page?.buyer.id)
  })

  it.each([{ buyer: "another" }, { page: "another" }, { mode: "live" as const }, { page: "COUNCIL-TAX" }])(
    "is not found with %o",
    async (facts) => {
      expect(await findPaymentPage(till.council.outside.db, { ...address, ...facts })).toBeNull()
    },
  )
})

describe("a service", () => {
  it("is found by its id, with and without its buyer", async () => {
    const { db } = till.council.outside
    const { buyer, service } = await till.council.page("garden-waste")
    expect(await findService(db, service.id)).toEqual(service)
    expect(await findServiceWithBuyer(db, service.id)).toEqual({ buyer, service })
    expect(await findService(db, "another")).toBeNull()
    expect(await findServiceWithBuyer(db, "another")).toBeNull()
  })
})

describe("an account", () => {
  it("is found in its own service's list only", async () => {
    const { db } = till.council.outside
    const tax = await till.council.page("council-tax")
    const parking = await till.council.page("parking-penalty")
    expect(await findAccount(db, tax.service.id, "501234567")).toMatchObject({
      status: "open",
      balance: 145_920,
      instalment: 18_240,
    })
    expect(await findAccount(db, parking.service.id, "AV00123455")).toMatchObject({
      balance: null,
      penalty: { registration: "AR26VLE", band: 7000 },
    })
    expect(await findAccount(db, parking.service.id, "501234567")).toBeNull()
    expect(await findAccount(db, tax.service.id, "500000000")).toBeNull()
  })
})

it("a buyer is found by its slug", async () => {
  const { db } = till.council.outside
  const { buyer } = await till.council.page("council-tax")
  expect(await findBuyerIdBySlug(db, "arwel-vale")).toBe(buyer.id)
  expect(await findBuyerIdBySlug(db, "another")).toBeNull()
})
