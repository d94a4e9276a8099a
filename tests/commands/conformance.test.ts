import { existsSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { runCommand, slowly } from "./run-command.ts"

const root = join(import.meta.dirname, "../..")

it.each([["--acquirer", "nobody"], ["--acquirer"], ["stripe"]])(
  "an adapter that does not exist is refused: %s %s",
  slowly,
  (...args) => {
    expect(runCommand("conformance.ts", args, {})).toEqual({
      code: 2,
      out: "",
      problem: "Usage: npm run conformance -- [--acquirer sandbox|stripe]\n",
    })
  },
)

it.each(["sandbox", "stripe"])("%s has its run of the suite", (name) => {
  expect(existsSync(join(root, `tests/conformance/${name}.test.ts`))).toBe(true)
})
