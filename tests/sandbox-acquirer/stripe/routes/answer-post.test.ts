import { randomUUID } from "node:crypto"
import type Stripe from "stripe"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { connect, type Database } from "#sandbox-acquirer/store/connect.ts"
import {
  refusal,
  type StripeSandbox,
  startStripeSandbox,
} from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"
import { stripeSecretKey } from "#tests/sandbox-acquirer/stripe-client.ts"

let sandbox: StripeSandbox
let sql: Database
beforeAll(async () => {
  sandbox = await startStripeSandbox()
  sql = connect(sandbox.settings.databaseUrl)
})
afterAll(async () => {
  await sql.end()
  await sandbox.close()
})

interface Keyed {
  readonly key: string
  readonly reference: string
  readonly params: Stripe.PaymentIntentCreateParams
}

function keyed(over: Partial<Stripe.PaymentIntentCreateParams> = {}): Keyed {
  const reference = randomUUID()
  const metadata = { payment: reference }
  const params = { amount: 500, currency: "gbp", payment_method: "pm_card_visa", confirm: true, metadata }
  return { key: randomUUID(), reference, params: { ...params, ...over } }
}

const create = ({ key, params }: Keyed) =>
  sandbox.stripe.paymentIntents.create(params, { idempotencyKey: key })
const headersOf = (made: Stripe.Response<unknown>) => made.lastResponse.headers

describe("a key", () => {
  it("replays its answer, says so, and has one effect", async () => {
    const call = keyed()
    const first = await create(call)
    const second = await create(call)
    expect(second.id).toBe(first.id)
    expect(headersOf(first)["idempotent-replayed"]).toBeUndefined()
    expect(headersOf(second)).toMatchObject({
      "idempotent-replayed": "true",
      "idempotency-key": call.key,
    })
    expect((await sandbox.effects(call.reference)).charge?.count).toBe(1)
  })

  it("replays a refusal", async () => {
    const call = keyed({ payment_method: "pm_card_chargeDeclined" })
    const [first, second] = [await refusal(create(call)), await refusal(create(call))]
    expect(second).toMatchObject({ type: "StripeCardError", charge: first.charge })
    expect(second.headers?.["idempotent-replayed"]).toBe("true")
  })

  it("belongs to its parameters", async () => {
    const call = keyed()
    await create(call)
    const other = await refusal(create({ ...call, params: { ...call.params, amount: 501 } }))
    expect(other).toMatchObject({ type: "StripeIdempotencyError", statusCode: 400 })
  })

  it("belongs to its parameters in whatever order they come, and to its address", async () => {
    const send = (path: string, body: string, key: string) =>
      sandbox.send(path, {
        method: "POST",
        headers: {
          authorization: `Bearer ${stripeSecretKey}`,
          "idempotency-key": key,
          "content-type": "application/x-www-form-urlencoded",
        },
        body,
      })
    const key = randomUUID()
    await send("/v1/payment_intents", "amount=500&currency=gbp", key)
    const turned = await send("/v1/payment_intents", "currency=gbp&amount=500", key)
    expect(turned.headers.get("idempotent-replayed")).toBe("true")
    const intent = (await turned.json()) as { id: string }
    expect((await send(`/v1/payment_intents/${intent.id}/cancel`, "", key)).status).toBe(400)
  })

  it("is not used up by a parameter that cannot be", async () => {
    const call = keyed()
    const slip = { ...call.params, amont: 1 } as Stripe.PaymentIntentCreateParams
    expect(await refusal(create({ ...call, params: slip }))).toMatchObject({ code: "parameter_unknown" })
    expect((await create(call)).status).toBe("succeeded")
  })

  it("is in use while the first call runs", async () => {
    const intent = await sandbox.createIntent()
    const key = randomUUID()
    const cancel = () => sandbox.stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: key })
    // The first call waits for the row that this transaction holds, and holds its key meanwhile.
    const { first, second } = await sql.begin(async (tx) => {
      await tx`SELECT 1 FROM payment WHERE id = (SELECT payment_id FROM stripe_payment WHERE intent_id = ${intent.id})
        FOR UPDATE`
      const first = cancel()
      const waiting = () => tx`
        SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = pg_locks.database
        WHERE locktype = 'advisory' AND granted AND d.datname = current_database()`
      while ((await waiting()).length === 0) await new Promise(setImmediate)
      return { first: [first], second: await refusal(cancel()) }
    })
    expect(second).toMatchObject({ type: "StripeAPIError", statusCode: 409, code: "idempotency_key_in_use" })
    expect((await first[0])?.status).toBe("canceled")
  })

  it("is forgotten after a day of the sandbox's clock", async () => {
    const call = keyed()
    const first = await create(call)
    await sandbox.advance(86_400_000)
    expect((await create(call)).id).not.toBe(first.id)
  })

  it("may be missing, and may not be too long", async () => {
    const call = keyed()
    const body = new URLSearchParams({ amount: "500", currency: "gbp" })
    const headers = { authorization: `Bearer ${stripeSecretKey}` }
    const unkeyed = await sandbox.send("/v1/payment_intents", { method: "POST", headers, body })
    expect(unkeyed.status).toBe(200)
    expect(await refusal(create({ ...call, key: "k".repeat(256) }))).toMatchObject({ statusCode: 400 })
  })

  it("of a typed card keeps nothing that its number could be guessed from", async () => {
    const number = "5555555555554444"
    const card = { number, exp_month: 12, exp_year: 2040, cvc: "987" }
    const call = keyed()
    const { payment_method: _, ...params } = call.params
    const typed = (cvc: string) =>
      create({
        ...call,
        params: {
          ...params,
          payment_method_data: { type: "card", card: { ...card, cvc } },
        } as object as Keyed["params"],
      })
    const first = await typed("987")
    // The same key and another code are the same request, since no code is kept, even as a digest.
    expect((await typed("123")).id).toBe(first.id)
    const kept = await sql`SELECT key, fingerprint, body FROM idempotency_key`
    const events = await sql`SELECT body FROM notification`
    expect(JSON.stringify([...kept, ...events])).not.toContain(number)
  })
})

describe("a fault", () => {
  const planned = async (fault: string, over: Partial<Stripe.PaymentIntentCreateParams> = {}) => {
    const call = keyed(over)
    await sandbox.planFault("prepare", fault, { payment_reference: call.reference })
    return call
  }
  const charged = async ({ reference }: Keyed) => (await sandbox.effects(reference)).charge?.count ?? 0

  it.each([
    ["500-before", 0],
    ["500-after", 1],
  ])("%s is stored under the key, and replayed", async (fault, charges) => {
    const call = await planned(fault)
    const [first, second] = [await refusal(create(call)), await refusal(create(call))]
    for (const told of [first, second])
      expect(told).toMatchObject({ type: "StripeAPIError", statusCode: 500 })
    expect(second.headers?.["idempotent-replayed"]).toBe("true")
    expect(await charged(call)).toBe(charges)
  })

  it.each([
    ["429", "StripeRateLimitError", 429],
    ["409-in-flight", "StripeAPIError", 409],
    ["html-502", "StripeAPIError", undefined],
  ])("%s happens before anything else, and the same key then works", async (fault, type, statusCode) => {
    const call = await planned(fault)
    expect(await refusal(create(call))).toMatchObject({ type, statusCode })
    expect(await charged(call)).toBe(0)
    expect((await create(call)).status).toBe("succeeded")
  })

  it("cut-after loses the answer, and the same key brings it", async () => {
    const call = await planned("cut-after")
    // The client itself sends again, once, where a connection is reset.
    const outcome = await create(call).catch((error: Error) => error.name)
    const made = typeof outcome === "string" ? await create(call) : outcome
    expect(made.status).toBe("succeeded")
    expect(await charged(call)).toBe(1)
  })

  it("wrong-amount and wrong-id alter the answer alone", async () => {
    expect((await create(await planned("wrong-amount"))).amount).toBe(501)
    const call = await planned("wrong-id")
    const { id } = await create(call)
    expect(id).toMatch(/x$/)
    expect((await sandbox.stripe.paymentIntents.retrieve(id.slice(0, -1))).status).toBe("succeeded")
  })

  it("answer-twice has one effect", async () => {
    const call = await planned("answer-twice")
    expect((await create(call)).status).toBe("succeeded")
    expect(await charged(call)).toBe(1)
  })
})
