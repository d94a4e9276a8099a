import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { nodeKeyedSecrets } from "#adapters/keyed-secrets-node.ts"
import { arwelValeServices } from "#checkout-server/demo-council/arwel-vale.ts"
import type { DemoSeed } from "#checkout-server/seed-demo.ts"
import { seedDemo } from "#checkout-server/seed-demo.ts"
import { apiKeyScopes } from "#domain/api-keys/api-key.ts"
import { hasValidCheckDigit } from "#domain/references/check-digit.ts"
import { readReference } from "#domain/references/read-reference.ts"
import type { TestDatabase } from "#tests/support/test-database.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"

let database: TestDatabase
let sql: postgres.Sql
let seed: DemoSeed
const masterKey = new Uint8Array(32).fill(7)

beforeAll(async () => {
  database = await createTestDatabase()
  sql = postgres(database.url, { max: 1, onnotice: () => {} })
  seed = {
    databaseUrl: database.url,
    secretsKey: Buffer.from(masterKey).toString("base64"),
    checkoutUrl: "https://pay.example",
    demoUrl: "https://council.example",
    apiKey: "civicpay_test_demo",
    webhookSecret: "whsec_demo",
  }
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

/** Every row that the seed writes. */
async function rows() {
  const [buyers, services, accounts, keys, endpoints] = await Promise.all([
    sql`select * from buyer order by id`,
    sql`select * from service order by id`,
    sql`select * from service_account order by service_id, reference`,
    sql`select * from api_key order by id`,
    sql`select * from webhook_endpoint order by id`,
  ])
  return {
    buyers: [...buyers],
    services: [...services],
    accounts: [...accounts],
    keys: [...keys],
    endpoints: [...endpoints],
  }
}

describe("the demo council", () => {
  it("is written with its pages, key and webhooks", async () => {
    expect(await seedDemo(seed)).toEqual({
      services: [
        { code: "CT", url: "https://pay.example/p/arwel-vale/council-tax" },
        { code: "PCN", url: "https://pay.example/p/arwel-vale/parking-penalty" },
        { code: "GW", url: "https://pay.example/p/arwel-vale/garden-waste" },
      ],
    })
    const { buyers, services, accounts, keys, endpoints } = await rows()
    expect(buyers).toMatchObject([{ code: "AVC", slug: "arwel-vale", site_url: "https://council.example" }])
    expect(services.map((service) => [service["code"], service["mode"], service["enabled"]]).sort()).toEqual([
      ["CT", "test", true],
      ["GW", "test", true],
      ["INV", "test", true],
      ["PCN", "test", true],
    ])
    expect(accounts).toHaveLength(6)
    expect(keys).toHaveLength(1)
    expect(endpoints).toMatchObject([
      { url: "https://council.example/webhooks/civic-pay", mode: "test", enabled: true },
    ])
  })

  it("keeps neither its key nor its webhook secret in clear", async () => {
    const { keys, endpoints } = await rows()
    const secrets = nodeKeyedSecrets(masterKey)
    expect(keys[0]).toMatchObject({ digest: secrets.digest(seed.apiKey), last_four: "demo" })
    const sealed = (endpoints[0]?.["secrets"] ?? []) as string[]
    expect(sealed.map((one) => secrets.open(one))).toEqual([seed.webhookSecret])
    const everything = JSON.stringify(await rows())
    expect(everything).not.toContain(seed.apiKey)
    expect(everything).not.toContain(seed.webhookSecret)
  })

  it("is written once", async () => {
    const before = await rows()
    await seedDemo(seed)
    expect(await rows()).toEqual(before)
  })

  it("follows its site to another address and changes nothing else", async () => {
    const before = await rows()
    await seedDemo({ ...seed, demoUrl: "https://moved.example", apiKey: "another", webhookSecret: "another" })
    const after = await rows()
    expect(after.buyers[0]?.["site_url"]).toBe("https://moved.example")
    for (const service of after.services)
      expect(service["return_url"]).toEqual({
        en: "https://moved.example/return",
        cy: "https://moved.example/cy/return",
      })
    expect(after.endpoints[0]).toEqual({
      ...before.endpoints[0],
      url: "https://moved.example/webhooks/civic-pay",
    })
    expect([after.keys, after.accounts]).toEqual([before.keys, before.accounts])
    await seedDemo(seed)
    expect(await rows()).toEqual(before)
  })

  it("gives the key of an earlier version what this one can do", async () => {
    const before = await rows()
    await sql`update api_key set scopes = '["payments:read", "payments:write"]'`
    await seedDemo({ ...seed, apiKey: "another" })
    expect((await rows()).keys[0]?.["scopes"]).toEqual(["payments:read", "payments:write"])
    await seedDemo(seed)
    expect((await rows()).keys[0]?.["scopes"]).toEqual([...apiKeyScopes])
    expect(apiKeyScopes).toContain("refunds:write")
    expect(await rows()).toEqual(before)
  })

  it("lists only references that its own rules take", () => {
    for (const { reference: rule, accounts } of arwelValeServices) {
      for (const { reference } of accounts) {
        expect(readReference(rule, reference)).toEqual({ ok: true, value: reference })
        expect(hasValidCheckDigit(rule.check, reference)).toBe(true)
      }
    }
  })
})
