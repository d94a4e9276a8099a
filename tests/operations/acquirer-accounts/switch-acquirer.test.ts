import { beforeAll, describe, expect, it } from "vitest"
import { nodeCredentialVault } from "#adapters/credential-vault-node.ts"
import { findAccountOfKey } from "#operations/acquirer-accounts/find-account-of-key.ts"
import { rewrapCredentials } from "#operations/acquirer-accounts/rewrap-credentials.ts"
import { switchAcquirer } from "#operations/acquirer-accounts/switch-acquirer.ts"
import { testAcquirer } from "#operations/acquirer-accounts/test-acquirer.ts"
import { aNewPayment, openEntry } from "#tests/support/council.ts"
import { openConnectedCouncil, ringKey } from "./connected-council.ts"

const council = openConnectedCouncil()
const { till, stripe, stored, outside, buyerId } = council
const first = stripe.key("acct_first", "sk_test_first_one")
const other = stripe.key("acct_other", "sk_test_other_one")

let account: string

beforeAll(async () => {
  account = await council.connected(first)
})

async function toAccount(name: string) {
  return await switchAcquirer(outside(), { buyerId: buyerId(), mode: "test", account: name })
}

describe("testing", () => {
  it("reads, and notes when it worked", async () => {
    await till.sql`update acquirer_account set tested_at = null where id = ${account}`
    expect(await testAcquirer(outside(), account)).toBe("works")
    expect((await stored(account)).testedAt).toBe(outside().clock.now())
    const { calls } = stripe.account("acct_first")
    expect(new Set(calls.map(({ operation }) => operation))).toEqual(new Set(["list_changes"]))
  })

  it("tells a key that is not taken from no answer, and both from no account", async () => {
    stripe.revoke(first.secretKey)
    expect(await testAcquirer(outside(), account)).toBe("refused")
    stripe.key("acct_first", first.secretKey)
    stripe.account("acct_first").down = true
    expect(await testAcquirer(outside(), account)).toBe("unanswered")
    stripe.account("acct_first").down = false
    expect(await testAcquirer(outside(), "stripe_nobody")).toBe("missing")
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

  it("between two accounts of a buyer leaves each payment with its own", async () => {
    const second = await council.connected(other)
    await toAccount(account)
    const begun = await aNewPayment(till.council)
    await toAccount(second)
    const next = await aNewPayment(till.council)
    expect([begun.acquirer, next.acquirer]).toEqual([account, second])
    const { acquirers } = outside()
    expect(await acquirers.of(begun.acquirer)).toBe(stripe.account("acct_first"))
    expect(await acquirers.of(next.acquirer)).toBe(stripe.account("acct_other"))
    await toAccount("sandbox")
  })

  it("does not happen to an account that does not work", async () => {
    stripe.account("acct_first").down = true
    expect(await toAccount(account)).toEqual({ ok: false, problem: "acquirer_unavailable" })
    stripe.account("acct_first").down = false
    expect((await till.council.page("council-tax")).service.acquirer).toBe("sandbox")
  })

  it("does not happen to another buyer's account, another mode's or nobody's", async () => {
    await till.sql`insert into buyer select 'other', 'OTH', 'other', name, contact, site_url, created_at from buyer limit 1`
    const theirs = await council.connected(stripe.key("acct_theirs", "sk_test_theirs_one"), {
      buyerId: "other",
    })
    const missing = { ok: false, problem: "acquirer_missing" }
    expect(await toAccount(theirs)).toEqual(missing)
    expect(await toAccount("stripe_nobody")).toEqual(missing)
    const live = { buyerId: buyerId(), mode: "live" } as const
    expect(await switchAcquirer(outside(), { ...live, account })).toEqual(missing)
    expect(await switchAcquirer(outside(), { ...live, account: "sandbox" })).toEqual(missing)
  })

  it("to another buyer's account is refused by PostgreSQL too", async () => {
    const [theirs] = await till.sql`select id from acquirer_account where buyer_id = 'other'`
    const crossed = till.sql`update service set acquirer = ${theirs?.["id"]} where buyer_id = ${buyerId()}`
    await expect(crossed).rejects.toMatchObject({ code: "23514" })
  })
})

it("an account is found again by its key, without asking anybody", async () => {
  const owner = { buyerId: buyerId(), mode: "test" } as const
  const find = (secretKey: string) => findAccountOfKey(outside(), council.vault, { ...owner, secretKey })
  expect(await find(first.secretKey)).toEqual({ account, signingSecrets: 1 })
  expect(await find("sk_test_nobodys")).toBeNull()
})

describe("a new key of the ring", () => {
  it("takes over every account that the ring opens, and names the others", async () => {
    const fresh = { id: "k2", bytes: new Uint8Array(32).fill(2) }
    const lost = await council.connected(stripe.key("acct_lost", "sk_test_lost_one"))
    await till.sql`
      update acquirer_account set credentials = jsonb_set(credentials, '{keyId}', '"k9"') where id = ${lost}`
    const { version, testedAt } = await stored(account)
    const rewrapped = await rewrapCredentials(outside(), nodeCredentialVault([fresh, ringKey]))
    expect(rewrapped).toEqual({ done: 3, closed: [lost] })
    const { credentials: sealed, ...after } = await stored(account)
    expect([sealed?.keyId, after.version, after.testedAt]).toEqual(["k2", version + 1, testedAt])
    expect(sealed && nodeCredentialVault([fresh]).open(account, sealed)).toContain(first.secretKey)
  })
})
