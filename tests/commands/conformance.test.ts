import { existsSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { runCommand, slowly } from "./run-command.ts"

const root = join(import.meta.dirname, "../..")

it.each([
  [["--acquirer", "nobody"], "There is no acquirer nobody."],
  [["--acquirer"], "--acquirer needs a value."],
  [["--adapter", "stripe"], "There is no option --adapter."],
  [["stripe"], "It takes options only, not stripe."],
])("an adapter that does not exist is refused: %j", slowly, (args, why) => {
  const problem = `${why}\nUsage: npm run conformance -- [--acquirer sandbox|stripe]\n`
  expect(runCommand("conformance.ts", args, {})).toEqual({ code: 2, out: "", problem })
})

it.each(["sandbox", "stripe"])("%s has its run of the suite", (name) => {
  expect(existsSync(join(root, `tests/conformance/${name}.test.ts`))).toBe(true)
})
