import { expect, it } from "vitest"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { deployment, runCommand, slowly } from "./run-command.ts"

it("npm run ledger:verify ends as its verification does", slowly, async () => {
  const { url } = await createTestDatabase()
  expect(runCommand("ledger-verify.ts", ["--without-acquirer"], deployment(url))).toEqual({
    code: 0,
    out: "Checked 0 postings and 0 payments, 0 of them with the acquirer.\nNo differences.\n",
    problem: "",
  })
  const nobody = runCommand("ledger-verify.ts", [], deployment("postgres://nobody@127.0.0.1:1/none"))
  expect(nobody).toMatchObject({ code: 2, out: "" })
  expect(nobody.problem).toContain("nothing runs there")
  const help = runCommand("ledger-verify.ts", ["--help"], { DATA_FOLDER: "/nowhere" })
  expect(help.out).toContain("Usage: npm run ledger:verify")
})
