import { expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { findAcquirerAccount } from "#db/queries/acquirer-accounts.ts"
import { insertAcquirerAccount, recordTested, replaceCredentials } from "#db/records/acquirer-accounts.ts"
import type { AcquirerAccount } from "#domain/acquirers/acquirer-account.ts"
import { ok } from "#domain/problem.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const credentials = { keyId: "k1", wrappedKey: "a2V5", body: "Ym9keQ==" }

async function account(facts: Partial<AcquirerAccount> = {}): Promise<AcquirerAccount> {
  const { buyerId } = (await till.council.page("council-tax")).service
  const createdAt = till.council.outside.clock.now()
  const own = { id: "stripe_1", acquirer: "stripe", mode: "test", buyerId, credentials } as const
  return { ...own, version: 1, createdAt, testedAt: null, ...facts }
}

async function insert(facts: Partial<AcquirerAccount> = {}): Promise<void> {
  const row = await account(facts)
  await till.council.outside.db.transaction((transaction) => insertAcquirerAccount(transaction, row))
}

it("an account is kept, and its credentials are replaced by one who saw them last", async () => {
  const { db, clock } = till.council.outside
  await insert()
  expect(await findAcquirerAccount(db, "stripe_1")).toEqual(await account())
  const replace = async (version: number, body: string) =>
    (
      await inTransaction(db, async (transaction) => {
        const change = { id: "stripe_1", version, credentials: { ...credentials, body } }
        return ok(await replaceCredentials(transaction, change))
      })
    ).value
  expect([await replace(1, "c2Vjb25k"), await replace(1, "bG9zdA==")]).toEqual([true, false])
  await db.transaction((transaction) => recordTested(transaction, { id: "stripe_1", at: clock.now() }))
  expect(await findAcquirerAccount(db, "stripe_1")).toMatchObject({
    version: 2,
    credentials: { body: "c2Vjb25k" },
    testedAt: clock.now(),
  })
})

it.each<[string, Partial<AcquirerAccount>, string]>([
  ["a second sandbox", { id: "sandbox", acquirer: "sandbox", buyerId: null, credentials: null }, "23505"],
  [
    "a live sandbox",
    { id: "sandbox", acquirer: "sandbox", mode: "live", buyerId: null, credentials: null },
    "23514",
  ],
  ["another's name", { id: "sandbox_2" }, "23514"],
  ["no owner", { id: "stripe_2", mode: "live", buyerId: null }, "23514"],
  ["no credentials", { id: "stripe_2", mode: "live", credentials: null }, "23514"],
  ["a second of its kind", { id: "stripe_2" }, "23505"],
])("an account with %s is refused", async (_name, facts, code) => {
  await expect(insert(facts)).rejects.toMatchObject({ cause: { code } })
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
