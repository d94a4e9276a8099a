import { describe, expect, it } from "vitest"
import { nodeCredentialVault } from "#adapters/credential-vault-node.ts"
import type { AcquirerWork } from "#commands/acquirer-arguments.ts"
import { runAcquirer } from "#commands/run-acquirer.ts"
import { StripeAccounts } from "#tests/support/stripe-accounts.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const vault = nodeCredentialVault([{ id: "k1", bytes: new Uint8Array(32).fill(1) }])
const stripe = new StripeAccounts()
const webhookSecrets = ["whsec_SECRET0123"]
const credentials = { ...stripe.key("acct_first", "sk_test_SECRET0123"), webhookSecrets }
const connect = { verb: "connect", buyer: "arwel-vale", mode: "test", endpoint: "own", credentials } as const

async function run(request: AcquirerWork, checkout = "https://pay.example") {
  const { outside: base } = till.council
  const acquirers = stripe.acquirers(base.db, vault, base.acquirers)
  const told = await runAcquirer({ outside: { ...base, acquirers, addresses: { checkout } }, vault }, request)
  expect(told.lines.join("\n")).not.toContain("SECRET0")
  return { ok: told.ok, text: told.lines.join("\n") }
}

async function account(): Promise<string> {
  const { text } = await run(connect)
  return /stripe_[0-9a-v]+/.exec(text)?.[0] ?? ""
}

describe("npm run acquirer -- connect", () => {
  it("says whose account it is, where events go, and what comes next", async () => {
    const { ok, text } = await run(connect)
    const name = /^(stripe_[0-9a-v]+)/.exec(text)?.[0] ?? ""
    expect(ok).toBe(true)
    expect(text.split("\n")).toEqual([
      `${name} works: it is the account acct_first, new here.`,
      `Its events come to https://pay.example/acquirer-notifications/${name}`,
      `New payments go there after: npm run acquirer -- switch arwel-vale ${name} --mode test`,
    ])
    expect((await run(connect)).text).toContain(
      `${name} works: it is the account acct_first, which now has this key.`,
    )
  })

  it("says what is missing without a signing secret, and how to add it", async () => {
    const fresh = { ...stripe.key("acct_fresh", "sk_test_SECRET0456"), webhookSecrets: [] }
    const { ok, text } = await run({ ...connect, credentials: fresh })
    expect(ok).toBe(true)
    expect(text).toContain("It has no signing secret yet")
    expect(text).toMatch(
      /put its secret into\nSTRIPE_WEBHOOK_SECRET, and run again: npm run acquirer -- connect arwel-vale/,
    )
  })

  it("warns where Stripe cannot reach this machine", async () => {
    for (const local of ["http://localhost:3000", "http://127.0.0.1:3000"]) {
      const { ok, text } = await run(connect, local)
      expect(ok).toBe(true)
      expect(text).toContain(`Warning: Stripe cannot reach ${local}.`)
      expect(text).toContain(`stripe listen --forward-to ${local}/acquirer-notifications/${await account()}`)
    }
  })

  it("stores nothing that does not work, and says so", async () => {
    const accounts = async () => (await run({ verb: "list" })).text
    const before = await accounts()
    const strange = { secretKey: "sk_test_SECRET0nobodys", webhookSecrets }
    const refused = await run({ ...connect, credentials: strange })
    expect(refused.ok).toBe(false)
    expect(refused.text).toMatch(
      /^Stripe does not take the key in STRIPE_SECRET_KEY.*\nNothing is stored or changed\.$/,
    )
    stripe.account("acct_first").down = true
    const silent = await run(connect)
    stripe.account("acct_first").down = false
    const text = "Stripe gave no usable answer: try again.\nNothing is stored or changed."
    expect(silent).toEqual({ ok: false, text })
    const atSandbox = await run({ ...connect, endpoint: "sandbox", credentials: strange })
    expect(atSandbox.text).toContain("The sandbox acquirer does not take")
    expect(await accounts()).toBe(before)
  })
})

describe("npm run acquirer", () => {
  it("lists whose accounts there are, what they have, and whose new payments go there", async () => {
    const name = await account()
    const { text } = await run({ verb: "list" })
    expect(text).toMatch(/sandbox +test +everybody +not yet/)
    expect(text).toMatch(
      new RegExp(`${name} +test +arwel-vale +acct_first +yes +2026-11-22T09:30:00.000Z +k1`),
    )
    expect(text).toMatch(/arwel-vale +acct_fresh +none /)
    expect(text).toMatch(/New payments go to\n {2}sandbox {2}arwel-vale: .*council-tax.*$/)
    await run({ verb: "switch", buyer: "arwel-vale", mode: "test", account: name })
    expect((await run({ verb: "list" })).text).toMatch(new RegExp(`  ${name} {2}arwel-vale: .*council-tax`))
  })

  it("tests, switches and rewraps", async () => {
    const name = await account()
    expect(await run({ verb: "test", account: name })).toEqual({ ok: true, text: `${name} works.` })
    const switched = await run({ verb: "switch", buyer: "arwel-vale", mode: "test", account: name })
    expect(switched.text).toMatch(
      new RegExp(`^New payments of \\d+ services of arwel-vale go to ${name}\\.$`),
    )
    expect(await run({ verb: "rewrap" })).toEqual({ ok: true, text: "Under the newest key: 2." })
  })

  it("says why an account cannot be used", async () => {
    const name = await account()
    stripe.account("acct_first").down = true
    expect((await run({ verb: "test", account: name })).text).toBe(
      `${name} gave no usable answer: try again.`,
    )
    const switched = await run({ verb: "switch", buyer: "arwel-vale", mode: "test", account: name })
    stripe.account("acct_first").down = false
    expect(switched).toMatchObject({ ok: false, text: expect.stringContaining("nothing is changed") })
    const missing = await run({ verb: "test", account: "stripe_nobody" })
    expect(missing).toMatchObject({
      ok: false,
      text: expect.stringContaining("There is no account stripe_nobody."),
    })
    expect(missing.text).toContain("npm run acquirer -- list")
  })

  it("knows its buyers and their accounts", async () => {
    const nobody = { ok: false, text: "There is no buyer nobody. There are: arwel-vale." }
    expect(await run({ ...connect, buyer: "nobody" })).toEqual(nobody)
    const name = await account()
    expect(await run({ verb: "switch", buyer: "nobody", mode: "test", account: name })).toEqual(nobody)
    const live = await run({ verb: "switch", buyer: "arwel-vale", mode: "live", account: name })
    expect(live.ok).toBe(false)
    expect(live.text).toContain(`arwel-vale has no account ${name} in live mode.`)
  })
})
