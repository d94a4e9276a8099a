import { describe, expect, it } from "vitest"
import { nodeCredentialVault } from "#adapters/credential-vault-node.ts"
import type { AcquirerWork } from "#commands/acquirer-arguments.ts"
import { runAcquirer } from "#commands/run-acquirer.ts"
import { ScriptedAcquirer } from "#tests/support/scripted-acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const ring = [{ id: "k1", bytes: new Uint8Array(32).fill(1) }]
const vault = nodeCredentialVault(ring)
const credentials = { secretKey: "sk_test_SECRET0123", webhookSecrets: ["whsec_SECRET0123"] }
const connect = { verb: "connect", buyer: "arwel-vale", mode: "test", credentials } as const
const stripe = new ScriptedAcquirer()

async function run(request: AcquirerWork) {
  const { acquirers, ...rest } = till.council.outside
  const outside = {
    ...rest,
    acquirers: {
      ...acquirers,
      of: async (name: string) => (name.startsWith("stripe_") ? stripe : await acquirers.of(name)),
    },
  }
  const told = await runAcquirer({ outside, vault }, request)
  expect(told.lines.join("\n")).not.toContain("SECRET")
  return { ok: told.ok, text: told.lines.join("\n") }
}

async function account(): Promise<string> {
  const { text } = await run(connect)
  return /stripe_[0-9a-v]+/.exec(text)?.[0] ?? ""
}

describe("npm run acquirer", () => {
  it("connects, says where events go, and what comes next", async () => {
    const { ok, text } = await run(connect)
    const name = await account()
    expect(ok).toBe(true)
    expect(text).toContain(`${name} works.`)
    expect(text).toContain(`https://pay.example/acquirer-notifications/${name}`)
    expect(text).toContain(`npm run acquirer -- switch arwel-vale ${name} --mode test`)
  })

  it("keeps what does not work, and says so", async () => {
    stripe.down = true
    expect(await run(connect)).toMatchObject({ ok: false })
    expect((await run({ verb: "test", account: await account() })).text).toContain("no usable answer")
    const switched = await run({
      verb: "switch",
      buyer: "arwel-vale",
      mode: "test",
      account: await account(),
    })
    expect(switched).toMatchObject({ ok: false })
    stripe.down = false
    expect(switched.text).toContain("nothing is changed")
  })

  it("lists, tests, switches and rewraps", async () => {
    const name = await account()
    expect((await run({ verb: "list" })).text).toMatch(
      new RegExp(`sandbox +test +everybody[^]*${name} +test`),
    )
    expect(await run({ verb: "test", account: name })).toEqual({ ok: true, text: `${name} works.` })
    const switched = await run({ verb: "switch", buyer: "arwel-vale", mode: "test", account: name })
    expect(switched.text).toMatch(
      new RegExp(`^New payments of \\d+ services of arwel-vale go to ${name}\\.$`),
    )
    expect(await run({ verb: "rewrap" })).toEqual({ ok: true, text: "Under the newest key: 1." })
  })

  it("knows its buyers and their accounts", async () => {
    const nobody = { ok: false, text: "There is no buyer nobody." }
    expect(await run({ ...connect, buyer: "nobody" })).toEqual(nobody)
    const name = await account()
    expect(await run({ verb: "switch", buyer: "nobody", mode: "test", account: name })).toEqual(nobody)
    const live = await run({ verb: "switch", buyer: "arwel-vale", mode: "live", account: name })
    expect(live).toEqual({ ok: false, text: `arwel-vale has no account ${name} in live mode.` })
  })
})
