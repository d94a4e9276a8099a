import { expect, it } from "vitest"
import type { Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import { findAcquirerAccount } from "#db/queries/acquirer-accounts.ts"
import {
  insertAcquirerAccount,
  reconnectAccount,
  recordTested,
  replaceSeal,
} from "#db/records/acquirer-accounts.ts"
import type { AcquirerAccount } from "#domain/acquirers/acquirer-account.ts"
import { ok } from "#domain/problem.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const credentials = { keyId: "k1", wrappedKey: "a2V5", body: "Ym9keQ==" }

async function account(facts: Partial<AcquirerAccount> = {}): Promise<AcquirerAccount> {
  const { buyerId } = (await till.council.page("council-tax")).service
  const createdAt = till.council.outside.clock.now()
  const own = { id: "stripe_1", acquirer: "stripe", mode: "test", buyerId, credentials } as const
  const named = { endpoint: "own", externalId: "acct_1" } as const
  return { ...own, ...named, version: 1, createdAt, testedAt: null, ...facts }
}

async function insert(facts: Partial<AcquirerAccount> = {}): Promise<boolean> {
  const row = await account(facts)
  return await till.council.outside.db.transaction((transaction) => insertAcquirerAccount(transaction, row))
}

/** What one writer came to; false: somebody else was first. */
async function came(write: (transaction: Transaction) => Promise<boolean>): Promise<boolean> {
  const written = await inTransaction(till.council.outside.db, async (one) => ok(await write(one)))
  return written.value
}

it("an account is kept, and its credentials are replaced by one who saw them last", async () => {
  const { db, clock } = till.council.outside
  expect(await insert()).toBe(true)
  expect(await findAcquirerAccount(db, "stripe_1")).toEqual(await account())
  const seal = (version: number, body: string) =>
    came((one) => replaceSeal(one, { id: "stripe_1", version, credentials: { ...credentials, body } }))
  expect([await seal(1, "c2Vjb25k"), await seal(1, "bG9zdA==")]).toEqual([true, false])
  for (const version of [1, 2]) {
    const testedAt = version === 2 ? clock.now() : null
    await db.transaction((one) => recordTested(one, { id: "stripe_1", version, at: clock.now() }))
    const now = { version: 2, credentials: { body: "c2Vjb25k" }, testedAt }
    expect(await findAcquirerAccount(db, "stripe_1")).toMatchObject(now)
  }
})

it("an account of before is named by its acquirer once, and stays whose it is", async () => {
  const { db, clock } = till.council.outside
  await insert({ id: "stripe_3", endpoint: null, externalId: null })
  const name = (version: number, externalId: string) => {
    const change = { id: "stripe_3", version, credentials, endpoint: "own", testedAt: clock.now() } as const
    return came((one) => reconnectAccount(one, { ...change, externalId }))
  }
  expect(await name(1, "acct_3")).toBe(true)
  expect(await findAcquirerAccount(db, "stripe_3")).toMatchObject({ externalId: "acct_3", version: 2 })
  expect(await name(2, "acct_3")).toBe(true)
  await expect(name(3, "acct_4")).rejects.toMatchObject({ cause: { code: "23514" } })
})

it("an account that somebody has just connected is not connected twice", async () => {
  expect(await insert({ id: "stripe_2" })).toBe(false)
  await till.sql`insert into buyer select 'other', 'OTH', 'other', name, contact, site_url, created_at from buyer limit 1`
  expect(await insert({ id: "stripe_2", buyerId: "other" })).toBe(false)
  expect(await insert({ id: "stripe_2", externalId: "acct_2" })).toBe(true)
  expect(await insert({ id: "stripe_4", endpoint: "sandbox" })).toBe(true)
})

it.each<[string, Partial<AcquirerAccount>]>([
  ["a live sandbox", { id: "sandbox", acquirer: "sandbox", mode: "live", buyerId: null, credentials: null }],
  ["another's name", { id: "sandbox_2" }],
  ["no owner", { id: "stripe_9", mode: "live", buyerId: null }],
  ["no credentials", { id: "stripe_9", mode: "live", credentials: null }],
  ["an endpoint and no name", { id: "stripe_9", externalId: null }],
  ["real money at the sandbox", { id: "stripe_9", mode: "live", endpoint: "sandbox" }],
])("an account with %s is refused", async (_name, facts) => {
  await expect(insert(facts)).rejects.toMatchObject({ cause: { code: "23514" } })
})

it("what an account is, and whose, cannot be changed, nor can it be deleted", async () => {
  const { db } = till.council.outside
  for (const change of ["id = 'stripe_9'", "mode = 'live'", "acquirer = 'sandbox'", "buyer_id = null"]) {
    const changed = db.execute(`update acquirer_account set ${change} where id = 'stripe_1'`)
    await expect(changed).rejects.toMatchObject({ cause: { code: "42501" } })
  }
  await expect(db.execute("delete from acquirer_account")).rejects.toMatchObject({ cause: { code: "42501" } })
  await expect(till.sql`delete from acquirer_account where id = 'stripe_1'`).rejects.toThrow()
})
