import { describe, expect, it } from "vitest"
import { randomIds } from "#adapters/ids-random.ts"
import { findAccount, findServiceWithBuyer } from "#db/queries/services.ts"
import { insertApiKey, insertBuyer, insertService, moveBuyerSite, setKeyScopes } from "#db/records/buyers.ts"
import { instant } from "#domain/instant.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const createdAt = instant(Date.UTC(2026, 10, 22, 9, 30))

/** The demo council's service, under a new buyer and with a list of its own. */
async function anotherBuyer(slug: string) {
  const { db } = till.council.outside
  const page = await till.council.page("council-tax")
  const buyer = { ...page.buyer, id: randomIds.next(), code: slug, slug, createdAt }
  const service = { ...page.service, id: randomIds.next(), buyerId: buyer.id, createdAt }
  const account = {
    reference: "501234567",
    status: "open",
    balance: null,
    instalment: null,
    penalty: null,
  } as const
  await db.transaction(async (transaction) => {
    await insertBuyer(transaction, buyer)
    await insertService(transaction, service, [account])
  })
  return { buyer, service, account }
}

function keyOf({ buyer, service }: Awaited<ReturnType<typeof anotherBuyer>>) {
  return {
    id: randomIds.next(),
    serviceId: service.id,
    buyerId: buyer.id,
    mode: "test",
    reach: "service",
    digest: till.council.outside.secrets.digest(randomIds.next()),
    lastFour: "abcd",
    name: "Key",
    scopes: [],
    createdAt,
    expiresAt: createdAt,
  } as const
}

describe("a buyer", () => {
  it("is found with its service and list", async () => {
    const { db } = till.council.outside
    const { buyer, service, account } = await anotherBuyer("found")
    expect(await findServiceWithBuyer(db, service.id)).toMatchObject({ buyer, service })
    expect(await findAccount(db, service.id, "501234567")).toMatchObject(account)
  })

  it("shares its slug with none", async () => {
    await anotherBuyer("same")
    await expect(anotherBuyer("same")).rejects.toMatchObject({ cause: { code: "23505" } })
  })

  it("moves its own addresses only", async () => {
    const { db } = till.council.outside
    const moved = await anotherBuyer("moved")
    const site = {
      buyerId: moved.buyer.id,
      siteUrl: "https://new.example",
      returnUrl: { en: "https://new.example/return", cy: "https://new.example/cy/return" },
      webhookUrl: "https://new.example/webhooks",
    }
    await db.transaction((transaction) => moveBuyerSite(transaction, site))
    expect(await findServiceWithBuyer(db, moved.service.id)).toMatchObject({
      buyer: { siteUrl: site.siteUrl },
      service: { returnUrl: site.returnUrl },
    })
    const page = await till.council.page("council-tax")
    expect(page.buyer.siteUrl).toBe("https://council.example")
    expect(page.service.returnUrl.en).toBe("https://council.example/return")
    const urls = await till.sql`select url from webhook_endpoint`
    expect([...urls]).toEqual([{ url: "https://council.example/webhooks/civic-pay" }])
  })
})

describe("an API key", () => {
  it("gets other scopes by its digest, unless it is revoked", async () => {
    const { db } = till.council.outside
    const owner = await anotherBuyer("scopes")
    const key = keyOf(owner)
    const revoked = { ...keyOf(owner), revokedAt: createdAt }
    await db.transaction(async (transaction) => {
      for (const row of [key, revoked]) await insertApiKey(transaction, row)
      for (const { digest } of [key, revoked]) await setKeyScopes(transaction, digest, ["refunds:write"])
    })
    const kept =
      await till.sql`select scopes from api_key where service_id = ${owner.service.id} order by revoked_at`
    expect(kept.map((row) => row["scopes"])).toEqual([[], ["refunds:write"]])
  })

  it("is kept as its digest, once", async () => {
    const { db } = till.council.outside
    const key = keyOf(await anotherBuyer("keys"))
    const insert = () => db.transaction((transaction) => insertApiKey(transaction, key))
    await insert()
    await expect(insert()).rejects.toMatchObject({ cause: { code: "23505" } })
  })

  it.each<[string, Record<string, string>, string]>([
    ["the key itself", { digest: "civicpay_test_abc" }, "api_key_digest_shape"],
    ["an empty name", { name: "" }, "api_key_name_length"],
    ["the other mode", { mode: "live" }, "api_key_service"],
    ["another buyer", { buyerId: "another" }, "api_key_service"],
    ["an unknown reach", { reach: "world" }, "api_key_reach_known"],
  ])("is refused with %s", async (name, facts, constraint) => {
    const key = { ...keyOf(await anotherBuyer(name.replaceAll(" ", "-"))), ...facts }
    const insert = till.council.outside.db.transaction((transaction) =>
      insertApiKey(transaction, key as never),
    )
    await expect(insert).rejects.toMatchObject({ cause: { constraint_name: constraint } })
  })
})
