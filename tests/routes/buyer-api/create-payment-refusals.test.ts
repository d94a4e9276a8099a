import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { payment } from "#db/schema/payments.ts"
import { type TestOutside, testOutside } from "#tests/support/outside.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { client, issueKey, leastRequest, seedBuyers } from "./council.ts"

let outside: TestOutside
let call: ReturnType<typeof client>
let key: string

beforeAll(async () => {
  outside = testOutside({ databaseUrl: (await createTestDatabase()).url })
  await seedBuyers(outside)
  call = client(outside)
  key = await issueKey(outside)
})
afterAll(async () => {
  expect(await outside.db.$count(payment)).toBe(0)
  await outside.close()
})

async function refused(more: object, withKey = key) {
  return await call("POST", "/v1/payments", { key: withKey, body: { ...leastRequest, ...more } })
}

describe("the body of POST /v1/payments", () => {
  it.each(["", "text/plain", "application/jsonp", "application/x-www-form-urlencoded"])(
    "is refused as %j",
    async (type) => {
      const { status, body } = await call("POST", "/v1/payments", {
        key,
        body: JSON.stringify(leastRequest),
        headers: { "Content-Type": type },
      })
      expect([status, body.code]).toEqual([400, "P0920"])
    },
  )

  it("may name its character set", async () => {
    const headers = { "Content-Type": "application/json; charset=utf-8" }
    expect((await call("POST", "/v1/payments", { key, body: "{}", headers })).body.code).toBe("P0101")
  })

  it.each(["", "{", "null", "[]", '"text"', "12", "{'amount': 1}"])(
    "is refused where it reads %s",
    async (body) => {
      const headers = { "Content-Type": "application/json" }
      const answer = await call("POST", "/v1/payments", { key, body, headers })
      expect([answer.status, answer.body.code]).toEqual([400, "P0197"])
    },
  )

  it("is refused above 64 KiB", async () => {
    const answer = await refused({ padding: "x".repeat(64 * 1024) })
    expect([answer.status, answer.body.code]).toEqual([413, "CP0005"])
  })

  it("is looked at after key and scope", async () => {
    const reader = await issueKey(outside, { scopes: ["payments:read"] })
    expect((await call("POST", "/v1/payments", { key: reader, body: "{" })).status).toBe(403)
    expect((await call("POST", "/v1/payments", { body: "{" })).status).toBe(401)
  })
})

describe("fields of POST /v1/payments", () => {
  it.each(["amount", "reference", "description", "return_url"])("%s is mandatory", async (field) => {
    for (const blank of [undefined, null, "", "  "]) {
      const { status, body } = await refused({ [field]: blank })
      expect([status, body.code, body.field]).toEqual([400, "P0101", field])
      expect(body.description).toBe(`Missing mandatory attribute: ${field}`)
    }
  })

  it("all come back, in the documented order", async () => {
    const { status, body } = await call("POST", "/v1/payments", {
      key,
      body: { reference: 1, description: "x".repeat(256), amount: "1", language: "fr", email: 5 },
    })
    expect(status).toBe(400)
    expect(body.errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      "#/return_url P0101",
      "#/amount P0102",
      "#/reference P0102",
      "#/email P0102",
      "#/description P0102",
      "#/language P0102",
    ])
  })

  it("name the place inside the body", async () => {
    const prefilled = { billing_address: { country: "gb" } }
    const { status, body } = await refused({ prefilled_cardholder_details: prefilled })
    expect([status, body.field]).toEqual([422, "country"])
    expect(body.errors?.[0]?.pointer).toBe("#/prefilled_cardholder_details/billing_address/country")
  })

  it("must be https with a live key", async () => {
    const live = await issueKey(outside, { service: "real", mode: "live" })
    const { status, body } = await refused({ return_url: "http://council.example/" }, live)
    expect([status, body.code, body.description]).toEqual([
      422,
      "P0920",
      "Invalid attribute value: return_url. Must begin with https:// for a live gateway account",
    ])
  })

  it.each([
    [{ authorisation_mode: "moto_api" }, "P0195"],
    [{ moto: true }, "P0196"],
    [{ set_up_agreement: "0".repeat(26) }, "P0942"],
    [{ authorisation_mode: "agreement", agreement_id: "0".repeat(26), return_url: undefined }, "P0942"],
  ])("cannot ask for what is not offered: %j", async (more, code) => {
    const { status, body } = await refused(more)
    expect([status, body.code]).toEqual([422, code])
  })

  it("never carry a card number, nor does the answer", async () => {
    const number = "4242424242424242"
    const places = [
      { reference: number },
      { description: `Card 4242 4242 4242 4242 please` },
      { email: `${number}@example.org` },
      { metadata: { note: "4242-4242-4242-4242" } },
      { metadata: { number: Number(number) } },
      { metadata: { [number]: "x" } },
      { return_url: `https://council.example/?card=4242%204242%204242%204242` },
      {
        return_url: `https://council.example/?card=${encodeURIComponent("４２４２４２４２４２４２４２４２")}`,
      },
      { prefilled_cardholder_details: { cardholder_name: number } },
      { prefilled_cardholder_details: { billing_address: { line2: "４２４２４２４２４２４２４２４２" } } },
    ]
    for (const place of places) {
      const { status, body } = await refused(place)
      expect([status, body.code], JSON.stringify(place)).toEqual([422, "P0102"])
      expect(JSON.stringify(body)).not.toMatch(/4242|４２/)
    }
    expect(JSON.stringify(outside.lines)).not.toContain("4242")
  })

  it("are never echoed", async () => {
    const marker = "zq9marker"
    const { body } = await refused({
      amount: marker,
      reference: `${marker}<`,
      language: marker,
      metadata: { [`${marker}${"x".repeat(30)}`]: marker.repeat(20) },
      return_url: marker,
      authorisation_mode: marker,
    })
    expect(body.errors?.length).toBe(6)
    expect(JSON.stringify(body)).not.toContain(marker)
  })
})
