import { describe, expect, it } from "vitest"
import { openStripeCredentials } from "#contract/stripe-credentials.ts"
import { aNewPayment, openEntry } from "#tests/support/council.ts"
import { openConnectedCouncil } from "./connected-council.ts"

const council = openConnectedCouncil()
const { stripe, stored, connect, connected, count } = council
const first = stripe.key("acct_first", "sk_test_first_one")
const other = stripe.key("acct_other", "sk_test_other_one")

async function secretsOf(account: string) {
  const { opened } = await stored(account)
  return opened === null ? null : openStripeCredentials(opened)
}

describe("connecting", () => {
  it("keeps credentials that work, encrypted, under the account that Stripe says they are of", async () => {
    const done = await connect(first)
    const account = done.ok ? done.value.account : ""
    expect(account).toMatch(/^stripe_[0-9a-v]{26}$/)
    const value = { account, externalId: "acct_first", isNew: true, signingSecrets: 1 }
    expect(done).toEqual({ ok: true, value })
    expect(await stored(account)).toMatchObject({
      acquirer: "stripe",
      mode: "test",
      endpoint: "own",
      externalId: "acct_first",
      version: 1,
      testedAt: council.outside().clock.now(),
    })
    expect(await secretsOf(account)).toEqual(first)
    const rows = JSON.stringify(await council.till.sql`select * from acquirer_account`)
    expect(rows).not.toContain(first.secretKey)
    expect(rows).not.toContain("whsec_")
  })

  it("moves no payment there", async () => {
    expect((await aNewPayment(council.till.council)).acquirer).toBe("sandbox")
  })

  it("again with another key of the same account replaces the key", async () => {
    const account = await connected(first)
    const rolled = { ...stripe.key("acct_first", "sk_test_first_two"), webhookSecrets: ["whsec_abcdefghij"] }
    expect(await connect(rolled)).toMatchObject({ ok: true, value: { account, isNew: false } })
    expect(await secretsOf(account)).toEqual(rolled)
  })

  it("with a key alone keeps the signing secrets that there are", async () => {
    const account = await connected(first)
    const rolled = { ...stripe.key("acct_first", "sk_test_first_three"), webhookSecrets: [] }
    expect(await connect(rolled)).toMatchObject({ ok: true, value: { signingSecrets: 1 } })
    expect(await secretsOf(account)).toEqual({ ...rolled, webhookSecrets: first.webhookSecrets })
  })

  it("with a key of another account makes another, and leaves the first as it is", async () => {
    const account = await connected(first)
    const before = await stored(account)
    const second = await connected(other)
    expect(second).not.toBe(account)
    expect(await stored(account)).toEqual(before)
    expect(await secretsOf(second)).toEqual(other)
  })

  it("tells the sandbox's account from one of the same name at Stripe", async () => {
    expect(await connected(first, { endpoint: "sandbox" })).not.toBe(await connected(first))
  })
})

describe("nothing is stored or lost", () => {
  it("where Stripe does not take the key", async () => {
    const before = await count()
    const strange = { secretKey: "sk_test_nobodys", webhookSecrets: [] }
    expect(await connect(strange)).toEqual({ ok: false, problem: "acquirer_refused" })
    expect(await count()).toBe(before)
  })

  it("where Stripe does not answer, not even of an account that is known", async () => {
    const account = await connected(first)
    const before = await stored(account)
    stripe.account("acct_first").down = true
    const rolled = stripe.key("acct_first", "sk_test_first_four")
    expect(await connect(rolled)).toEqual({ ok: false, problem: "acquirer_unavailable" })
    stripe.account("acct_first").down = false
    expect(await stored(account)).toEqual(before)
  })

  it("where the key says whose it is, and lacks the right to see what happened", async () => {
    const before = await count()
    const poor = stripe.key("acct_poor", "rk_test_poor_one")
    stripe.account("acct_poor").listChanges = async () => ({ kind: "not_sent", cause: "credentials" })
    expect(await connect(poor)).toEqual({ ok: false, problem: "acquirer_refused" })
    expect(await count()).toBe(before)
  })

  it("where the account is another buyer's", async () => {
    await council.till
      .sql`insert into buyer select 'other', 'OTH', 'other', name, contact, site_url, created_at from buyer limit 1`
    const account = await connected(first)
    const before = await stored(account)
    const theirs = await connect(first, { buyerId: "other" })
    expect(theirs).toEqual({ ok: false, problem: "acquirer_of_another_buyer" })
    expect(await stored(account)).toEqual(before)
  })

  it("where two people connect the same account at once", async () => {
    const fresh = stripe.key("acct_raced", "sk_test_raced_one")
    const [one, two] = await Promise.all([connected(fresh), connected(fresh)])
    expect(one).toBe(two)
  })
})

describe("an account from before Stripe's own name was kept", () => {
  async function oldAccount(externalId: string) {
    const old = stripe.key(externalId, `sk_test_old_of_${externalId}`)
    const account = await connected(old)
    await council.unname(account)
    return { old, account, forget: () => connect(old) }
  }

  it("gets its name with the key that it has, though its payments are gone at Stripe", async () => {
    const { old, account } = await oldAccount("acct_kept")
    await council.begun(account, "cs_forgotten")
    expect(await connected(old)).toBe(account)
    expect(await stored(account)).toMatchObject({ endpoint: "own", externalId: "acct_kept" })
  })

  it("takes any key while nothing was paid with it", async () => {
    const { account } = await oldAccount("acct_empty")
    expect(await connected(stripe.key("acct_next", "sk_test_next_one"))).toBe(account)
    expect(await stored(account)).toMatchObject({ externalId: "acct_next" })
  })

  it("takes a key that can see its last payment, though the key before is revoked", async () => {
    const { old, account } = await oldAccount("acct_leaked")
    const payment = await aNewPayment(council.till.council)
    await openEntry(council.till.council, payment.id)
    const snapshot = council.till.council.outside.acquirer.payments.get(
      council.till.firstObjectOf(payment.id),
    )
    if (!snapshot) throw new Error("no snapshot")
    stripe.account("acct_leaked").payments.set("cs_seen", snapshot)
    await council.begun(account, "cs_seen")
    stripe.revoke(old.secretKey)
    expect(await connected(stripe.key("acct_leaked", "sk_test_leaked_two"))).toBe(account)
  })

  it("is left alone by a key that cannot see its payments", async () => {
    const { account, forget } = await oldAccount("acct_alone")
    await council.begun(account, "cs_alone")
    const before = await stored(account)
    expect(await connected(stripe.key("acct_stranger", "sk_test_stranger"))).not.toBe(account)
    expect(await stored(account)).toEqual(before)
    await forget()
  })

  it("is left alone while Stripe gives no answer about its payment", async () => {
    const { account, forget } = await oldAccount("acct_unsure")
    await council.begun(account, "cs_unsure")
    const before = await stored(account)
    const strange = stripe.key("acct_silent", "sk_test_silent_one")
    stripe.account("acct_silent").fetch = async () => ({ kind: "unknown", cause: "timeout", evidence: {} })
    expect(await connect(strange)).toEqual({ ok: false, problem: "acquirer_unavailable" })
    expect(await stored(account)).toEqual(before)
    await forget()
  })
})
