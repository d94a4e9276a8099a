import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import type { Checkout } from "#tests/routes/payee/checkout.ts"
import { aCheckout } from "#tests/routes/payee/checkout.ts"
import { tagWith } from "#tests/views/page-text.ts"

let checkout: Checkout
beforeAll(async () => {
  checkout = await aCheckout()
})
afterAll(() => checkout.end())

const councilTax = "/p/arwel-vale/council-tax"
const parking = "/p/arwel-vale/parking-penalty"
const garden = "/p/arwel-vale/garden-waste"
const cardNumber = "4242 4242 4242 4242"

async function baskets(): Promise<number> {
  const [row] = await checkout.sql`select count(*)::int from basket`
  return row?.["count"]
}

describe("the start page", () => {
  it("asks for the reference in the service's words", async () => {
    const page = await checkout.get(councilTax)
    expect(page.status).toBe(200)
    expect(page.title).toBe("Pay your Council Tax – Council Tax – Arwel Vale County Borough Council")
    expect(page.text).toContain("Council Tax account number It is on your bill")
    const welsh = await checkout.get(`/cy${councilTax}`)
    expect(welsh.title).toBe(
      "Talu eich Treth y Cyngor – Treth y Cyngor – Cyngor Bwrdeistref Sirol Dyffryn Arwel",
    )
    expect(tagWith(welsh.html, "<form")).toContain(`action="/cy${councilTax}"`)
  })

  it("asks for the registration only where it counts", async () => {
    expect((await checkout.get(parking)).html).toContain('name="registration"')
    expect((await checkout.get(councilTax)).html).not.toContain('name="registration"')
  })

  it("fills in the reference of its address", async () => {
    const page = await checkout.get(`${councilTax}?reference=5012%22%3E34`)
    expect(tagWith(page.html, 'name="reference"')).toContain(`value="5012">34"`)
    expect(page.html).toContain(`href="/cy${councilTax}?reference=5012%22%3E34"`)
  })

  it.each([
    encodeURIComponent(cardNumber),
    "4242424242424242",
    "4242.4242.4242.4242",
    "5%26+4242-4242-4242-4242",
  ])("fills in no card number: %s", async (reference) => {
    const page = await checkout.get(`${councilTax}?reference=${reference}`)
    expect(page.status).toBe(200)
    expect(page.html).not.toContain("4242")
  })

  it.each([
    "/p/arwel-vale/no-such-page",
    "/p/no-such-council/council-tax",
    "/p/arwel-vale",
    "/p/arwel-vale/council-tax/more",
    "/p/arwel-vale/%00",
    "/p/%00/council-tax",
    "/p/arwel-vale/council-tax%27",
    `/p/arwel-vale/${"a".repeat(200)}`,
  ])("is nowhere else: %s", async (path) => {
    for (const answer of [await checkout.get(path), await checkout.post(path, { reference: "501234567" })]) {
      expect(answer.status).toBe(404)
      expect(answer.title).toBe("Page not found")
    }
    expect((await checkout.get(`/cy${path}`)).html).toContain('<html lang="cy"')
  })

  it("does not exist for a service paid through the API", async () => {
    expect((await checkout.get("/p/arwel-vale/council-invoice")).status).toBe(404)
    expect((await checkout.post("/p/arwel-vale/council-invoice", { reference: "3000000001" })).status).toBe(
      404,
    )
  })
})

describe("a service that is switched off", () => {
  beforeEach(() => checkout.sql`update service set enabled = false where slug = 'garden-waste'`.then())
  afterEach(() => checkout.sql`update service set enabled = true where slug = 'garden-waste'`.then())

  it("takes no payments and says so", async () => {
    const before = await baskets()
    for (const answer of [
      await checkout.get(garden),
      await checkout.post(garden, { reference: "GW24KX7MT" }),
    ]) {
      expect(answer.status).toBe(503)
      expect(answer.text).toContain("You cannot pay for this service online now")
      expect(answer.html).not.toContain("<form")
    }
    expect((await checkout.get(`/cy${garden}`)).text).toContain(
      "Ni allwch dalu am y gwasanaeth hwn ar-lein nawr",
    )
    expect(await baskets()).toBe(before)
  })
})

/** Page, answers, the field at fault, what the page says. */
const refusals: readonly [
  string,
  Record<string, string>,
  "reference" | "registration",
  readonly [string, string],
][] = [
  [councilTax, {}, "reference", ["Enter your account number", "Rhowch eich rhif cyfrif"]],
  [councilTax, { reference: "  " }, "reference", ["Enter your account number", "Rhowch eich rhif cyfrif"]],
  [
    councilTax,
    { reference: "12345" },
    "reference",
    [
      "Account number must be 9 digits starting with 5",
      "Rhaid i'r rhif cyfrif fod yn 9 digid sy'n dechrau gyda 5",
    ],
  ],
  [
    councilTax,
    { reference: "501234568" },
    "reference",
    [
      "Check the account number. A digit may be wrong",
      "Gwiriwch y rhif cyfrif. Efallai fod digid yn anghywir",
    ],
  ],
  [
    councilTax,
    { reference: "500000007" },
    "reference",
    [
      "We cannot find that account number. Check your bill",
      "Ni allwn ddod o hyd i'r rhif cyfrif hwnnw. Gwiriwch eich bil",
    ],
  ],
  [
    councilTax,
    { reference: cardNumber },
    "reference",
    ["Do not enter your card number here", "Peidiwch â nodi rhif eich cerdyn yma"],
  ],
  [
    parking,
    { reference: "AV00123455" },
    "registration",
    ["Enter the vehicle registration", "Rhowch rif cofrestru'r cerbyd"],
  ],
  [
    parking,
    { reference: "AV00123455", registration: "AB12CDE" },
    "registration",
    ["Registration does not match this PCN", "Nid yw'r rhif yn cyfateb i'r HTC"],
  ],
  [
    parking,
    { reference: "AV00123455", registration: cardNumber },
    "registration",
    ["Do not enter your card number here", "Peidiwch â nodi rhif eich cerdyn yma"],
  ],
]

describe("a wrong answer", () => {
  it.each(refusals)("on %s with %o is explained", async (path, form, field, [en, cy]) => {
    const before = await baskets()
    for (const [prefix, error, words] of [
      ["", "Error: ", en],
      ["/cy", "Gwall: ", cy],
    ] as const) {
      const page = await checkout.post(prefix + path, form)
      expect(page.status).toBe(422)
      expect(page.title.startsWith(error)).toBe(true)
      expect(page.html).toContain(`<a href="#${field}">`)
      expect(tagWith(page.html, `name="${field}"`)).toContain('aria-invalid="true"')
      expect(page.text).toContain(words)
    }
    expect(await baskets()).toBe(before)
  })

  it("is kept for mending, unless it is a card number", async () => {
    const wrong = await checkout.post(councilTax, { reference: '12"345' })
    expect(tagWith(wrong.html, 'name="reference"')).toContain('value="12"345"')
    const card = await checkout.post(councilTax, { reference: cardNumber })
    expect(card.html).not.toContain("4242")
    const beside = await checkout.post(parking, { reference: "AV1", registration: cardNumber })
    expect(beside.html).not.toContain("4242")
    const both = await checkout.post(parking, { reference: cardNumber, registration: "4242-4242-4242-4242" })
    expect(both.html).not.toContain("4242")
  })

  it("never reaches the log", async () => {
    await checkout.post(councilTax, { reference: "zq9reference" })
    await checkout.post(councilTax, { reference: cardNumber })
    expect(JSON.stringify(checkout.council.outside.lines)).not.toMatch(/zq9reference|4242/)
  })
})

describe("an account that cannot be paid", () => {
  it.each([
    ["570982632", "There is nothing to pay", "Nid oes dim i'w dalu"],
    ["533698027", "You cannot pay this online. Contact us", "Ni allwch dalu hwn ar-lein. Cysylltwch â ni"],
  ])("%s is explained", async (reference, en, cy) => {
    const before = await baskets()
    const page = await checkout.post(councilTax, { reference })
    expect([page.status, page.title.split(" – ")[0]]).toEqual([422, en])
    expect(page.text).toContain(reference)
    const welsh = await checkout.post(`/cy${councilTax}`, { reference })
    expect([welsh.status, welsh.title.split(" – ")[0]]).toEqual([422, cy])
    expect(await baskets()).toBe(before)
  })
})

describe("a right answer", () => {
  it("leads to the amount, in the page's language", async () => {
    const answer = await checkout.post(councilTax, { reference: "5012 34567/02" })
    expect(answer.status).toBe(303)
    expect(answer.location).toMatch(/^\/basket\/[0-9a-v]{52}$/)
    const welsh = await checkout.post(`/cy${garden}`, { reference: "gw24kx7mt" })
    expect(welsh.location).toMatch(/^\/cy\/basket\/[0-9a-v]{52}$/)
  })

  it.each([
    ["AV00123455", "2026-11-22", "£35.00"],
    ["AV00123455", "2026-11-24", "£70.00"],
    ["AV00123463", "2026-11-22", "£35.00"],
    ["AV0012351A", "2026-11-22", "£105.00"],
  ])("about %s on %s leads straight to %s", async (reference, day, amount) => {
    const { clock } = checkout.council.outside
    const noon = instant(Date.parse(`${day}T12:00:00Z`))
    if (clock.now() < noon) clock.advance(noon - clock.now())
    else clock.advance(-(clock.now() - noon))
    const answer = await checkout.post(`/cy${parking}`, { reference, registration: "ar26 vle" })
    expect(answer.status).toBe(303)
    expect(answer.location).toMatch(/^\/cy\/pay\/[0-9a-v]{52}$/)
    const page = await checkout.get(answer.location)
    expect(page.text).toContain(amount)
    expect(page.text).toContain("Mae talu'n dod â'ch hawl i herio'r HTC hwn i ben")
  })
})
