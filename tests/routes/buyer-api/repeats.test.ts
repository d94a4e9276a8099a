import { describe, expect, it } from "vitest"
import { hourMilliseconds } from "#domain/instant.ts"
import { readCapability } from "#routes/middleware/capability.ts"
import { issueKey, leastRequest } from "./council.ts"
import { openDesk } from "./desk.ts"

const desk = openDesk()

/** `POST /v1/payments` with an `Idempotency-Key`. */
async function create(idempotencyKey: string, more: object = {}, key = desk.key) {
  const headers = { "Idempotency-Key": idempotencyKey }
  return await desk.call("POST", "/v1/payments", { key, body: { ...leastRequest, ...more }, headers })
}

async function rowsUnder(idempotencyKey: string) {
  return await desk.outside.db.execute<{ status: number; body: string | null; fingerprint: string }>(
    `select status, body, fingerprint from idempotency_key where key = '${idempotencyKey}'`,
  )
}

async function paymentsOf(reference: string): Promise<number> {
  return (await desk.outside.db.execute(`select id from payment where reference = '${reference}'`)).length
}

describe("the Idempotency-Key", () => {
  it.each([
    ["", "can have a size between 1 and 255"],
    ["x".repeat(256), "can have a size between 1 and 255"],
    ["under_score", "can only contain alphanumeric characters and hyphens"],
    ["one, two", "can only contain alphanumeric characters and hyphens"],
  ])("is refused where it is malformed: %j", async (header, why) => {
    const { status, body } = await create(header, { amount: "not looked at" })
    expect([status, body.code, body.header]).toEqual([422, "P0102", "Idempotency-Key"])
    expect(body.description).toBe(`Header [Idempotency-Key] ${why}`)
    expect(body).not.toHaveProperty("field")
    expect(body.errors).toMatchObject([{ header: "Idempotency-Key", code: "P0102" }])
  })

  it("is looked at after key and scope", async () => {
    const headers = { "Idempotency-Key": "a_b" }
    expect((await desk.call("POST", "/v1/payments", { headers })).status).toBe(401)
    const reader = await issueKey(desk.outside, { scopes: ["payments:read"] })
    expect((await desk.call("POST", "/v1/payments", { key: reader, headers })).status).toBe(403)
  })

  it("is the same with quotes around it", async () => {
    const first = await create("quoted")
    expect((await create('"quoted"')).body.payment_id).toBe(first.body.payment_id)
  })

  it("means nothing to a GET", async () => {
    const id = await desk.created()
    const headers = { "Idempotency-Key": "a_b" }
    const got = await desk.call("GET", `/v1/payments/${id}`, { key: desk.key, headers })
    expect(got.status).toBe(200)
  })
})

describe("a repeated POST /v1/payments", () => {
  it("has no second effect and is answered as before", async () => {
    const more = { reference: "ONCE", email: "payee@example.org", language: "cy" }
    const first = await create("once", more)
    expect([first.status, first.headers.get("Idempotent-Replayed")]).toEqual([201, null])
    const again = await create("once", more)
    expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([200, "true"])
    expect(again.headers.get("Location")).toBeNull()
    expect(again.body).toEqual(first.body)
    expect(await paymentsOf("ONCE")).toBe(1)
  })

  it("opens the payment by a link that is not kept", async () => {
    await create("opening")
    const again = await create("opening")
    const capability = again.body._links?.["next_url_post"]?.params?.chargeTokenId ?? ""
    expect(readCapability(desk.outside.secrets, "payment", capability)).toBe(again.body.payment_id)
    const [row] = await rowsUnder("opening")
    expect(row).toMatchObject({ status: 200, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(row?.body).toContain(again.body.payment_id)
    expect(row?.body).not.toContain("next_url")
    expect(row?.body).not.toContain(capability.slice(26))
  })

  it("may be written otherwise and be the same request", async () => {
    const headers = { "Idempotency-Key": "canonical" }
    const send = async (body: string) =>
      await desk.call("POST", "/v1/payments", { key: desk.key, body, headers })
    const rest = '"reference":"R","description":"\\u0047reen","return_url":"https://council.example/"'
    const first = await send(`{"amount":5750,${rest}}`)
    const again = await send(`{ ${rest.replace("\\u0047", "G")} ,\n "amount": 5.75e3 }`)
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body).toEqual(first.body)
  })

  it("that asks for something else is refused, whatever it asks for", async () => {
    await create("taken")
    const description =
      "The `Idempotency-Key` you sent in the request header has already been used to create a payment."
    for (const more of [{ amount: 1 }, { tip: 1 }, { amount: "no number" }]) {
      const { status, body } = await create("taken", more)
      expect([status, body.code, body.description]).toEqual([409, "P0191", description])
    }
    const { body } = await desk.post(`/v1/payments/${await desk.created()}/cancel`, undefined, "taken")
    expect(body.code).toBe("P0191")
    expect((await desk.post("/v1/payments", "{", "taken")).body.code).toBe("P0191")
  })

  it("is another request for another service or buyer", async () => {
    const first = await create("shared")
    const strangers = [
      await issueKey(desk.outside, { service: "parking" }),
      await issueKey(desk.outside, { service: "other", buyer: "thm" }),
    ]
    for (const stranger of strangers) {
      const { status, body } = await create("shared", {}, stranger)
      expect(status).toBe(201)
      expect(body.payment_id).not.toBe(first.body.payment_id)
    }
    const sameService = await issueKey(desk.outside)
    expect((await create("shared", {}, sameService)).body).toEqual(first.body)
  })

  it("does not tell who pays to a key that may not know", async () => {
    const more = { email: "payee@example.org", prefilled_cardholder_details: { cardholder_name: "A. Payee" } }
    expect((await create("private", more)).body).toMatchObject({ email: "payee@example.org" })
    const plain = await issueKey(desk.outside, { scopes: ["payments:write"] })
    const { status, body } = await create("private", more, plain)
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toMatch(/payee@|A\. Payee/)
  })

  it("may follow a refusal with the same key", async () => {
    expect((await create("refused", { amount: 0 })).body.code).toBe("P0102")
    const closed = await issueKey(desk.outside, { service: "closed" })
    expect((await create("refused", {}, closed)).body.code).toBe("P0941")
    expect(await rowsUnder("refused")).toHaveLength(0)
    expect((await create("refused")).status).toBe(201)
  })

  it("is compared as sent where it has no canonical form", async () => {
    const headers = { "Idempotency-Key": "half" }
    const send = async (tip: string) =>
      await desk.call("POST", "/v1/payments", {
        key: desk.key,
        body: JSON.stringify({ ...leastRequest, tip }),
        headers,
      })
    expect((await send("\ud800")).status).toBe(201)
    expect((await send("\ud800")).status).toBe(200)
    expect((await send("\ud801")).body.code).toBe("P0191")
  })

  it("is known for seven days", async () => {
    const first = await create("week", { reference: "WEEK" })
    desk.outside.clock.advance(7 * 24 * hourMilliseconds - 1)
    const last = await create("week", { reference: "WEEK" })
    expect([last.status, last.body]).toEqual([200, first.body])
    desk.outside.clock.advance(1)
    const after = await create("week", { reference: "WEEK" })
    expect(after.status).toBe(201)
    expect(after.body.payment_id).not.toBe(first.body.payment_id)
    expect(await rowsUnder("week")).toHaveLength(1)
    expect((await create("week", { reference: "WEEK" })).body).toEqual(after.body)
    expect(await paymentsOf("WEEK")).toBe(2)
  })
})
