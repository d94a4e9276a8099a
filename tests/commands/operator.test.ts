import { expect, it } from "vitest"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { deployment, runCommand, slowly } from "./run-command.ts"

it("npm run operator answers on one of two streams, and ends so", slowly, async () => {
  const { url } = await createTestDatabase()
  expect(runCommand("operator.ts", ["list"], deployment(url))).toEqual({
    code: 0,
    out: "No case is open.\n",
    problem: "",
  })
  const person = ["--by", "Nia Rees", "--evidence", "ticket 81"]
  const resolve = ["resolve", "case_nobody", "--to", "noted", ...person]
  expect(runCommand("operator.ts", resolve, deployment(url))).toEqual({
    code: 1,
    out: "",
    problem: "There is no case case_nobody.\n",
  })
  const help = runCommand("operator.ts", ["--help"], { DATA_FOLDER: "/nowhere" })
  expect(help.out).toContain("Usage: npm run operator")
})
