import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { canEnter, findPostgresPrograms, runProgram } from "#db/embedded-programs.ts"

it("the packaged programs run as their account", async () => {
  const { account, initdb, pgCtl, postgres } = await findPostgresPrograms()
  for (const program of [postgres, initdb, pgCtl]) {
    const answer = await runProgram(program, ["--version"], account)
    expect(answer).toMatchObject({ code: 0, output: expect.stringMatching(/PostgreSQL\) \d+/) })
  }
})

it("a program's failure is its code and its words", async () => {
  const answer = await runProgram(process.execPath, ["-e", "console.error('no'); process.exit(3)"], null)
  expect(answer).toEqual({ code: 3, output: "no" })
})

it("a program that is not there has no code", async () => {
  expect((await runProgram("/nowhere/at-all", [], null)).code).toBeNull()
})

it.runIf(process.getuid?.() === 0)("a private folder is closed to another account", async () => {
  const folder = mkdtempSync(join(tmpdir(), "civic-pay-test-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { account } = await findPostgresPrograms()
  expect(await canEnter(folder, account)).toBe(false)
  chmodSync(folder, 0o755)
  expect(await canEnter(folder, account)).toBe(true)
  expect(await canEnter(folder, null)).toBe(true)
})
