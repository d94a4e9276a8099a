import { describe, expect, it } from "vitest"
import { readOptions } from "#commands/read-options.ts"

const known = { since: { type: "string" }, help: { type: "boolean", short: "h" } } as const

describe("options", () => {
  it.each([
    [["list"], {}, ["list"]],
    [["list", "--since", "today", "-h"], { since: "today", help: true }, ["list"]],
    [["--since=-1", "--", "--more"], { since: "-1" }, ["--more"]],
    [[], {}, []],
  ])("of %j are read", (args, values, words) => {
    expect(readOptions(args, known)).toEqual({ ok: true, values, words })
  })

  it.each([
    [["--sinse", "today"], "There is no option --sinse."],
    [["--key=SECRET"], "There is no option --key."],
    [["-x"], "There is no option -x."],
    [["--toString"], "There is no option --toString."],
    [["--since"], "--since needs a value."],
    [["--since="], "--since needs a value."],
    [["--since", "--help"], "--since needs a value."],
    [["--help=SECRET"], "--help takes no value."],
  ])("%j are refused in one line that repeats no value", (args, problem) => {
    expect(readOptions(args, known)).toEqual({ ok: false, problem })
  })
})
