import { describe, expect, it } from "vitest"
import { acquirerHelp, readAcquirerArguments } from "#commands/acquirer-arguments.ts"

const environment = { STRIPE_SECRET_KEY: "sk_test_0123456789", STRIPE_WEBHOOK_SECRET: "whsec_0123456789" }

function problemOf(args: readonly string[], given: Readonly<Record<string, string>> = environment): string {
  const read = readAcquirerArguments(args, given)
  return read.ok ? "" : (read.problem.split("\n")[0] ?? "")
}

describe("a command line", () => {
  it("asks for help with nothing", () => {
    for (const args of [[], ["help"], ["list", "--help"]]) {
      expect(readAcquirerArguments(args, {})).toEqual({ ok: true, request: { verb: "help" } })
    }
  })

  it.each([
    [["list"], { verb: "list" }],
    [["rewrap"], { verb: "rewrap" }],
    [["test", "stripe_1"], { verb: "test", account: "stripe_1" }],
    [
      ["switch", "arwel-vale", "stripe_1"],
      { verb: "switch", buyer: "arwel-vale", account: "stripe_1", mode: "test" },
    ],
    [
      ["switch", "arwel-vale", "stripe_1", "--mode", "live"],
      { verb: "switch", buyer: "arwel-vale", account: "stripe_1", mode: "live" },
    ],
  ])("%j asks for it", (args, request) => {
    expect(readAcquirerArguments(args, {})).toEqual({ ok: true, request })
  })

  it("takes credentials from the environment alone", () => {
    expect(readAcquirerArguments(["connect", "arwel-vale"], environment)).toEqual({
      ok: true,
      request: {
        verb: "connect",
        buyer: "arwel-vale",
        mode: "test",
        endpoint: "own",
        credentials: { secretKey: "sk_test_0123456789", webhookSecrets: ["whsec_0123456789"] },
      },
    })
    const both = { ...environment, STRIPE_WEBHOOK_SECRET_BEFORE: "whsec_before1234" }
    expect(readAcquirerArguments(["connect", "arwel-vale"], both)).toMatchObject({
      request: { credentials: { webhookSecrets: ["whsec_0123456789", "whsec_before1234"] } },
    })
  })

  it("takes a key alone, and one of the sandbox's", () => {
    const { STRIPE_SECRET_KEY } = environment
    expect(
      readAcquirerArguments(["connect", "arwel-vale", "--sandbox"], { STRIPE_SECRET_KEY }),
    ).toMatchObject({
      request: { endpoint: "sandbox", credentials: { webhookSecrets: [] } },
    })
  })

  it.each([
    [["fly"], 'There is no command "fly".'],
    [["list", "more"], '"list" takes nothing more.'],
    [["test"], '"test" takes one account.'],
    [["test", "one", "two"], '"test" takes one account.'],
    [["connect"], '"connect" takes one buyer.'],
    [["connect", "arwel-vale", "sk_test_SECRET"], '"connect" takes one buyer.'],
    [["switch", "arwel-vale"], '"switch" takes a buyer and an account.'],
    [["switch", "a", "b", "c"], '"switch" takes a buyer and an account.'],
    [["switch", "a", "b", "--mode", "real"], "--mode must be test or live."],
    [["switch", "a", "b", "--mode"], "--mode needs a value."],
    [["test", "a", "--mode", "test"], '"test" does not take --mode.'],
    [["test", "a", "--sandbox"], '"test" does not take --sandbox.'],
    [["connect", "a", "--key=sk_test_SECRET"], "There is no option --key."],
  ])("%j is wrong", (args, problem) => {
    expect(problemOf(args)).toBe(problem)
  })

  it("says what is missing or wrong by the names it was entered under, and repeats none", () => {
    const connect = ["connect", "arwel-vale"]
    expect(problemOf(connect, {})).toBe("STRIPE_SECRET_KEY is missing: put the key into the environment.")
    const publishable = problemOf(connect, { ...environment, STRIPE_SECRET_KEY: "pk_SECRET" })
    expect(publishable).toBe("STRIPE_SECRET_KEY must begin with sk_test_, rk_test_, sk_live_ or rk_live_.")
    const short = problemOf(connect, { ...environment, STRIPE_WEBHOOK_SECRET: "whsec_SEC" })
    expect(short).toBe("STRIPE_WEBHOOK_SECRET is too short: at least 8 letters or digits follow whsec_.")
    const before = problemOf(connect, { ...environment, STRIPE_WEBHOOK_SECRET_BEFORE: "SECRET" })
    expect(before).toBe("STRIPE_WEBHOOK_SECRET_BEFORE must begin with whsec_.")
  })

  it("keeps live keys from the sandbox", () => {
    const live = { STRIPE_SECRET_KEY: "sk_live_SECRET0123" }
    const problem = "STRIPE_SECRET_KEY is a live key: the sandbox takes no real money."
    expect(problemOf(["connect", "arwel-vale", "--sandbox"], live)).toBe(problem)
  })

  it("explains every command", () => {
    for (const verb of ["list", "connect", "test", "switch", "rewrap"])
      expect(acquirerHelp).toContain(`  ${verb} `)
  })
})
