import { once } from "node:events"
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { PassThrough } from "node:stream"
import { expect, it } from "vitest"
import { followOutput, openLog, shownLine } from "#commands/process-log.ts"
import { temporaryFolder } from "./temporary-folder.ts"

it.each([
  [`{"level":30,"msg":"listening"}`, null],
  [`{"level":40,"msg":"acquirer slow","reference":"501234567"}`, "acquirer slow"],
  [`{"level":50,"msg":"failed"}`, "failed"],
  ["", null],
  ["Error: cannot start", "Error: cannot start"],
  ["{not json", "{not json"],
])("of %j a person sees %j", (line, shown) => {
  expect(shownLine(line)).toBe(shown)
})

it("every line is logged and warnings are shown", async () => {
  const folder = temporaryFolder()
  const log = await openLog(folder, "worker")
  const output = new PassThrough()
  const shown: string[] = []
  followOutput(output, log, (line) => shown.push(line))
  output.end(`{"level":30,"msg":"quiet"}\n{"level":40,"msg":"loud"}\n`)
  await once(output, "close")
  log.end()
  await once(log, "finish")
  expect(shown).toEqual(["loud"])
  expect(readFileSync(join(folder, "worker.log"), "utf8").trim().split("\n")).toHaveLength(2)
})

it("a log is appended to until it is long", async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "short.log"), "before\n")
  writeFileSync(join(folder, "long.log"), "x".repeat(5_000_001))
  for (const name of ["short", "long"]) {
    const log = await openLog(folder, name)
    log.end("after\n")
    await once(log, "finish")
  }
  expect(readFileSync(join(folder, "short.log"), "utf8")).toBe("before\nafter\n")
  expect(readFileSync(join(folder, "long.log"), "utf8")).toBe("after\n")
  expect(readdirSync(folder)).toContain("long.log.1")
  expect(statSync(join(folder, "long.log")).mode & 0o077).toBe(0)
})
