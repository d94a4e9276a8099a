import { describe, expect, it } from "vitest"
import { readVerifyArguments } from "#commands/ledger-verify-arguments.ts"

describe("a command line", () => {
  it.each([
    [[], { help: false, since: null, withAcquirer: true }],
    [["--without-acquirer"], { help: false, since: null, withAcquirer: false }],
    [["--since", "2026-11-20"], { help: false, since: Date.UTC(2026, 10, 20), withAcquirer: true }],
    [["-h"], { help: true }],
  ])("%j is read", (args, request) => {
    expect(readVerifyArguments(args)).toEqual({ ok: true, request })
  })

  it.each([
    [["--since", "yesterday"], "--since must be a day such as"],
    [["--since", "2026-11-20", "--without-acquirer"], "leave one of the two out"],
    [["payments"], "It takes options only, not payments."],
    [["--all"], "There is no option --all."],
  ])("%j is refused", (args, problem) => {
    const read = readVerifyArguments(args)
    expect(read.ok ? "" : read.problem).toContain(problem)
  })
})
