import { beforeAll, expect, it } from "vitest"
import { findApiKeyByDigest } from "#db/queries/api-keys.ts"
import { findPayment } from "#db/queries/payments.ts"
import { insertPaymentForHolder } from "#db/records/new-payments.ts"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import { later } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { aNewPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

async function aKey(): Promise<ApiKey> {
  const { db, secrets } = till.council.outside
  const key = await findApiKeyByDigest(db, secrets.digest("civicpay_test_key"))
  if (!key) throw new Error("the council has no key")
  return key
}

let like: Payment

beforeAll(async () => {
  like = await aNewPayment(till.council)
})

async function insert(key: ApiKey, facts: Partial<Payment> = {}) {
  const { db, ids } = till.council.outside
  const { serviceId, buyerId, mode } = key
  const born = { ...like, serviceId, buyerId, mode, id: ids.next(), ...facts }
  const isWritten = await insertPaymentForHolder(db, { born, door: "buyer", key })
  return { isWritten, born, kept: await findPayment(db, born.id) }
}

it("a payment is written for the holder of a key", async () => {
  const { isWritten, born, kept } = await insert(await aKey(), { metadata: { bins: 2 } })
  expect(isWritten).toBe(true)
  expect(kept).toEqual(born)
  const events = await till.sql`select event, door, version from payment_event where payment_id = ${born.id}`
  expect([...events]).toEqual([{ event: "born", door: "buyer", version: 1 }])
})

it.each<[string, (key: ApiKey) => ApiKey]>([
  ["is not there", (key) => ({ ...key, id: "key_nobody" })],
  ["may do less than is believed", (key) => ({ ...key, scopes: [...key.scopes, "later:write" as never] })],
  ["is of another service", (key) => ({ ...key, serviceId: "another" })],
  ["is of another buyer", (key) => ({ ...key, buyerId: "another" })],
  ["is of another mode", (key) => ({ ...key, mode: "live" })],
])("nothing is written for a key that %s", async (_name, believed) => {
  expect(await insert(believed(await aKey()))).toMatchObject({ isWritten: false, kept: null })
})

it("nothing is written once the key is past its time", async () => {
  const key = await aKey()
  expect((await insert(key, { createdAt: later(key.expiresAt, -1) })).isWritten).toBe(true)
  expect((await insert(key, { createdAt: key.expiresAt })).isWritten).toBe(false)
})

it.each([
  ["the key is revoked", "update api_key set revoked_at = now()", "update api_key set revoked_at = null"],
  ["its service is closed", "update service set enabled = false", "update service set enabled = true"],
])("nothing is written after %s", async (_name, change, back) => {
  const key = await aKey()
  await till.sql.unsafe(change)
  expect(await insert(key)).toMatchObject({ isWritten: false, kept: null })
  await till.sql.unsafe(back)
  expect((await insert(key)).isWritten).toBe(true)
})
