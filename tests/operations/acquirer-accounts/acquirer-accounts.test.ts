import { beforeAll, describe, expect, it } from "vitest"
import { nodeCredentialVault } from "#adapters/credential-vault-node.ts"
import type { Outside } from "#checkout-server/outside.ts"
import { openStripeCredentials } from "#contract/stripe-credentials.ts"
import { findAcquirerAccount } from "#db/queries/acquirer-accounts.ts"
import { connectAcquirer } from "#operations/acquirer-accounts/connect-acquirer.ts"
import { rewrapCredentials } from "#operations/acquirer-accounts/rewrap-credentials.ts"
import { switchAcquirer } from "#operations/acquirer-accounts/switch-acquirer.ts"
import { testAcquirer } from "#operations/acquirer-accounts/test-acquirer.ts"
import { aNewPayment, openEntry } from "#tests/support/council.ts"
import { ScriptedAcquirer } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const old = { id: "k1", bytes: new Uint8Array(32).fill(1) }
const fresh = { id: "k2", bytes: new Uint8Array(32).fill(2) }
const vault = nodeCredentialVault([old])
const credentials = { secretKey: "sk_test_0123456789", webhookSecrets: ["whsec_0123456789"] }
const stripe = new ScriptedAcquirer()

let outside: Outside
let buyerId: string
let account: string

beforeAll(async () => {
  buyerId = (await till.council.page("council-tax")).service.buyerId
  outside = { ...till.council.outside }
  const connected = await connectAcquirer(outside, vault, { buyerId, mode: "test", credentials })
  if (!connected.ok) throw new Error(connected.problem)
  account = connected.value
  const { acquirers } = till.council.outside
  outside = {
    ...outside,
    acquirers: {
      of: async (name) => (name === account ? stripe : await acquirers.of(name)),
      all: async () => ["sandbox", account],
    },
  }
})

async function stored() {
  const found = await findAcquirerAccount(outside.db, account)
  if (!found?.credentials) throw new Error("no such account")
  return { ...found, opened: vault.open(account, found.credentials) }
}

async function toAccount(name: string) {
  return await switchAcquirer(outside, { buyerId, mode: "test", account: name })
}

describe("connecting", () => {
  it("keeps the credentials encrypted, for this account alone", async () => {
    const { opened, acquirer, mode, testedAt, version } = await stored()
    expect(account).toMatch(/^stripe_[0-9a-v]{26}$/)
    expect(opened && openStripeCredentials(opened)).toEqual(credentials)
    expect([acquirer, mode, testedAt, version]).toEqual(["stripe", "test", null, 1])
    const rows = JSON.stringify(await till.sql`select * from acquirer_account`)
    expect(rows).not.toContain(credentials.secretKey)
    expect(rows).not.toContain("whsec_")
  })

  it("again replaces them under the same account", async () => {
    const changed = { ...credentials, webhookSecrets: ["whsec_abcdefghij", "whsec_0123456789"] }
    const again = await connectAcquirer(outside, vault, { buyerId, mode: "test", credentials: changed })
    expect(again).toEqual({ ok: true, value: account })
    const { opened, version } = await stored()
    expect([opened && openStripeCredentials(opened), version]).toEqual([changed, 2])
  })

  it("moves no payment there", async () => {
    expect((await aNewPayment(till.council)).acquirer).toBe("sandbox")
  })
})

describe("testing", () => {
  it("reads, and notes when it worked", async () => {
    expect(await testAcquirer(outside, account)).toBe("works")
    expect((await stored()).testedAt).toBe(outside.clock.now())
    expect(stripe.calls.map(({ operation }) => operation)).toEqual(["list_changes"])
  })

  it("tells credentials that are not taken from no answer", async () => {
    expect(await testAcquirer(outside, "stripe_nobody")).toBe("refused")
    stripe.down = true
    expect(await testAcquirer(outside, account)).toBe("unanswered")
    stripe.down = false
  })
})

describe("switching", () => {
  it("sends new payments there; one that has begun finishes where it is", async () => {
    const before = await aNewPayment(till.council)
    const switched = await toAccount(account)
    expect(switched.ok && switched.value).toBeGreaterThan(3)
    const { service } = await till.council.page("council-tax")
    expect(service.acquirer).toBe(account)
    await openEntry(till.council, before.id)
    expect(await till.pay(before.id)).toBe("captured")
    expect((await aNewPayment(till.council)).acquirer).toBe(account)
    expect(await toAccount("sandbox")).toMatchObject({ ok: true })
    expect((await aNewPayment(till.council)).acquirer).toBe("sandbox")
  })

  it("does not happen to an account that does not work", async () => {
    stripe.down = true
    expect(await toAccount(account)).toEqual({ ok: false, problem: "acquirer_unavailable" })
    stripe.down = false
    expect((await till.council.page("council-tax")).service.acquirer).toBe("sandbox")
  })

  it("does not happen to another buyer's account, another mode's or nobody's", async () => {
    await till.sql`insert into buyer select 'other', 'OTH', 'other', name, contact, site_url, created_at from buyer limit 1`
    const theirs = await connectAcquirer(outside, vault, { buyerId: "other", mode: "test", credentials })
    const missing = { ok: false, problem: "acquirer_missing" }
    expect(await toAccount(theirs.ok ? theirs.value : "")).toEqual(missing)
    expect(await toAccount("stripe_nobody")).toEqual(missing)
    expect(await switchAcquirer(outside, { buyerId, mode: "live", account })).toEqual(missing)
    expect(await switchAcquirer(outside, { buyerId, mode: "live", account: "sandbox" })).toEqual(missing)
  })

  it("to another buyer's account is refused by PostgreSQL too", async () => {
    const [theirs] = await till.sql`select id from acquirer_account where buyer_id = 'other'`
    const crossed = till.sql`update service set acquirer = ${theirs?.["id"]} where buyer_id = ${buyerId}`
    await expect(crossed).rejects.toMatchObject({ code: "23514" })
  })
})

describe("a new key of the ring", () => {
  it("takes over every account that the ring opens, and names the others", async () => {
    const strange = nodeCredentialVault([{ id: "k9", bytes: new Uint8Array(32).fill(9) }])
    await till.sql`insert into buyer select 'lost', 'LST', 'lost', name, contact, site_url, created_at from buyer limit 1`
    const lost = await connectAcquirer(outside, strange, { buyerId: "lost", mode: "test", credentials })
    const { version } = await stored()
    const rewrapped = await rewrapCredentials(outside, nodeCredentialVault([fresh, old]))
    expect(rewrapped).toEqual({ done: 2, closed: [lost.ok && lost.value] })
    const { credentials: sealed, version: after } = await stored()
    expect([sealed?.keyId, after]).toEqual(["k2", version + 1])
    expect(sealed && nodeCredentialVault([fresh]).open(account, sealed)).toContain(credentials.secretKey)
  })
})
