import { describe, expect, it } from "vitest"
import { closedAcquirer } from "#checkout-server/processes/closed-acquirer.ts"
import { watchAcquirers } from "#checkout-server/processes/watched-acquirers.ts"
import { instant } from "#domain/instant.ts"
import type { ChangePage, Outcome } from "#ports/acquirer.ts"
import { onlyAcquirer } from "#tests/support/outside.ts"
import { ScriptedAcquirer } from "#tests/support/scripted-acquirer.ts"

const call = { operationId: "o", idempotencyKey: "k", timeoutMilliseconds: 1 }
const page: Outcome<ChangePage> = {
  kind: "ok",
  value: { changes: [], nextCursor: null, complete: true },
  evidence: {},
}
const unreachable: Outcome<ChangePage> = { kind: "not_sent", cause: "unreachable" }

/** What is said of an account that answers so, one minute after the other. */
async function said(...answers: readonly Outcome<ChangePage>[]): Promise<readonly string[]> {
  const lines: string[] = []
  const log = { info() {}, error() {}, warn: (_fields: object, line: string) => void lines.push(line) }
  const acquirer = new ScriptedAcquirer()
  const watched = watchAcquirers(onlyAcquirer(acquirer), log)
  for (const answer of answers) {
    acquirer.listChanges = async () => answer
    const found = await watched.of("sandbox")
    expect(await found.listChanges(call, { since: instant(0) })).toBe(answer)
  }
  return lines
}

describe("an account", () => {
  it("that does not answer is told of once, and once when it is well again", async () => {
    expect(await said(page, unreachable, unreachable, unreachable, page, page)).toEqual([
      "the account sandbox cannot be reached: it is asked again until it does",
      "the account sandbox answers again",
    ])
  })

  it.each<[Outcome<ChangePage>, string]>([
    [{ kind: "not_sent", cause: "credentials" }, "does not take its key"],
    [{ kind: "unknown", cause: "timeout", evidence: {} }, "gives no usable answer (timeout)"],
  ])("is told of with its reason: %j", async (answer, why) => {
    expect(await said(answer)).toEqual([`the account sandbox ${why}: it is asked again until it does`])
  })

  it.each<Outcome<ChangePage>>([
    page,
    { kind: "not_sent", cause: "rate_limited" },
    { kind: "refused", reason: "not_possible", evidence: {} },
  ])("that answers %j is there", async (answer) => {
    expect(await said(answer)).toEqual([])
  })

  it("answers everything else as before", async () => {
    const acquirer = closedAcquirer("stripe_1")
    const watched = watchAcquirers(onlyAcquirer(acquirer), { info() {}, warn() {}, error() {} })
    const { listChanges, ...others } = acquirer
    expect(await watched.of("stripe_1")).toMatchObject(others)
    expect(await watched.all()).toEqual(["stripe_1"])
  })
})
