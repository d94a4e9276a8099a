import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { benchmarks } from "#tests/benchmarks/benchmarks.ts"
import { temporaryFolder } from "./temporary-folder.ts"

const root = join(import.meta.dirname, "../..")

async function bench(...args: readonly string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", "commands/bench.ts", ...args], { cwd: root })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk))
  const [code] = await once(child, "close")
  return { code, output }
}

it.each([
  [["--only", "create,nothing"], "There is no benchmark nothing."],
  [["--json"], "--json needs a value."],
  [["--fast"], "There is no option --fast."],
  [["create"], "It takes options only, not create."],
])("a run that does not exist is refused: %j", async (args, problem) => {
  const usage =
    "Usage: npm run bench -- [--only create,lifecycle,latency,webhooks,memory,growth] [--quick] [--json <file>]"
  expect(await bench(...args)).toEqual({ code: 2, output: `${problem}\n${usage}\n` })
})

it("every benchmark has a name of its own", () => {
  expect(new Set(benchmarks.map((benchmark) => benchmark.name)).size).toBe(benchmarks.length)
})

it("a whole payment is measured, and costs three calls of the acquirer", { timeout: 180_000 }, async () => {
  const file = join(temporaryFolder(), "figures.jsonl")
  const { code, output } = await bench("--quick", "--only", "lifecycle", "--json", file)
  expect([code, output]).toEqual([0, expect.stringContaining("calls of the acquirer for a payment")])
  const figures = readFileSync(file, "utf8").trimEnd().split("\n")
  const values = new Map(figures.map((line) => JSON.parse(line)).map(({ name, value }) => [name, value]))
  expect(values.get("lifecycle.acquirer_calls")).toBe(3)
  expect(values.get("lifecycle.rate")).toBeGreaterThan(0)
  const transactions = values.get("lifecycle.transactions.checkout_server")
  expect(transactions).toBeGreaterThan(5)
  expect(values.get("lifecycle.statements.checkout_server")).toBeGreaterThan(transactions)
})
