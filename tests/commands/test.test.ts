import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, it } from "vitest"
import { steps } from "#commands/test-steps.ts"

const root = join(import.meta.dirname, "../..")

it.each([["--only"], ["--only", "nothing"], ["--only", "types,nothing"], ["server"]])(
  "a part that does not exist is refused: %s %s",
  (...args) => {
    const ran = spawnSync(process.execPath, ["--import", "tsx", "commands/test.ts", ...args], {
      cwd: root,
      encoding: "utf8",
    })
    expect(ran.status).toBe(2)
    expect(ran.stderr).toContain("--only types,lint,unused,build,server,widget,journeys")
  },
)

it("every part has a name of its own", () => {
  expect(new Set(steps.map((step) => step.name)).size).toBe(steps.length)
})
