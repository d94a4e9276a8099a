import { describe, expect, it } from "vitest"
import { operatorHelp, readOperatorArguments } from "#commands/operator-arguments.ts"

const whole = ["resolve", "case_1", "--to", "captured", "--by", "Nia Rees", "--evidence", "ticket 81"]

function problemOf(args: readonly string[]): string | null {
  const read = readOperatorArguments(args)
  return read.ok ? null : (read.problem.split("\n")[0] ?? "")
}

/** The whole line with another value, or without the option where it is null. */
function withOption(name: string, value: string | null): readonly string[] {
  const at = whole.indexOf(name)
  return value === null ? whole.toSpliced(at, 2) : whole.toSpliced(at + 1, 1, value)
}

describe("a command line", () => {
  it("asks for help with nothing", () => {
    for (const args of [[], ["help"], ["--help"], ["list", "-h"]]) {
      expect(readOperatorArguments(args)).toEqual({ ok: true, request: { verb: "help" } })
    }
  })

  it("asks for the list", () => {
    expect(readOperatorArguments(["list"])).toEqual({ ok: true, request: { verb: "list" } })
  })

  it("asks for the exceptions, and for a day to be reconciled again", () => {
    expect(readOperatorArguments(["exceptions"])).toEqual({ ok: true, request: { verb: "exceptions" } })
    expect(readOperatorArguments(["reconcile", "2026-11-22"])).toEqual({
      ok: true,
      request: { verb: "reconcile", day: "2026-11-22" },
    })
  })

  it("asks for a recovery, of the last two days or since a time", () => {
    expect(readOperatorArguments(["recover"])).toEqual({
      ok: true,
      request: { verb: "recover", since: null },
    })
    expect(readOperatorArguments(["recover", "--since", "2026-11-22T09:30Z"])).toEqual({
      ok: true,
      request: { verb: "recover", since: Date.UTC(2026, 10, 22, 9, 30) },
    })
  })

  it("ends a case, spaces around left out", () => {
    expect(readOperatorArguments(withOption("--by", "  Nia Rees "))).toEqual({
      ok: true,
      request: {
        verb: "resolve",
        caseId: "case_1",
        to: "captured",
        by: "Nia Rees",
        evidence: "ticket 81",
      },
    })
  })

  it.each([
    [["drop"], 'There is no command "drop".'],
    [["list", "all"], '"list" does not take all.'],
    [["list", "--to", "captured"], '"list" does not take --to.'],
    [["list", "--force"], "There is no option --force."],
    [["reconcile"], '"reconcile" takes one day, such as 2026-11-22.'],
    [["reconcile", "2026-02-30"], '"reconcile" takes one day, such as 2026-11-22.'],
    [["reconcile", "2026-11-22", "2026-11-23"], '"reconcile" does not take 2026-11-23.'],
    [["recover", "--since", "yesterday"], "--since must be a day such as"],
    [["recover", "now"], '"recover" does not take now.'],
    [["recover", "--to", "captured"], '"recover" does not take --to.'],
    [[...whole, "--since", "2026-11-22"], '"resolve" does not take --since.'],
    [["resolve"], '"resolve" takes one case.'],
    [["resolve", "case_1", "case_2"], '"resolve" takes one case.'],
    [withOption("--to", null), "--to must be one of"],
    [withOption("--to", "paid"), "--to must be one of"],
    [withOption("--by", null), "--by is missing."],
    [withOption("--by", "  "), "--by is missing."],
    [withOption("--by", "N".repeat(101)), "--by must be at most 100 characters."],
    [withOption("--evidence", null), "--evidence is missing."],
    [withOption("--evidence", "e".repeat(1001)), "--evidence must be at most 1000 characters."],
    [withOption("--evidence", "card 4242 4242 4242 4242"), "--evidence holds a card number: leave it out."],
    [withOption("--by", "4242424242424242"), "--by holds a card number: leave it out."],
  ])("of %j is refused", (args, problem) => {
    expect(problemOf(args)).toContain(problem)
  })

  it("that is wrong is told how it is right", () => {
    const read = readOperatorArguments(["drop"])
    expect(read.ok ? "" : read.problem).toContain(operatorHelp)
  })
})
