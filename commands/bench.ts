import "./follow-parent.mjs"
import { writeFile } from "node:fs/promises"
import { availableParallelism, loadavg } from "node:os"
import { parseArgs } from "node:util"
import { type Benchmark, benchmarks } from "#tests/benchmarks/benchmarks.ts"
import { jsonLines, tableOf } from "#tests/benchmarks/figure-table.ts"
import { type Bench, fullPlan, quickPlan } from "#tests/benchmarks/plan.ts"

/** What to run, and where to. */
interface Chosen {
  readonly benchmarks: readonly Benchmark[]
  readonly plan: Bench["plan"]
  /** File for the figures as JSON lines; null: the tables alone. */
  readonly jsonFile: string | null
}

/** Above this share of its processors a machine is busy with something else. */
const busyShare = 0.25

const chosen = choose(process.argv.slice(2))
if (chosen) await runAll(chosen)
else {
  const names = benchmarks.map((benchmark) => benchmark.name).join(",")
  console.error(`Usage: npm run bench -- [--only ${names}] [--quick] [--json <file>]`)
  process.exitCode = 2
}

/** null: the arguments are not understood. */
function choose(args: readonly string[]): Chosen | null {
  const values = readArgs(args)
  const names = values?.only?.split(",") ?? benchmarks.map((benchmark) => benchmark.name)
  const found = names.map((name) => benchmarks.find((benchmark) => benchmark.name === name))
  if (values === null || !found.every((benchmark) => benchmark !== undefined)) return null
  return {
    benchmarks: found,
    plan: values.quick ? quickPlan : fullPlan,
    jsonFile: values.json ?? null,
  }
}

function readArgs(args: readonly string[]) {
  const options = { only: { type: "string" }, quick: { type: "boolean" }, json: { type: "string" } } as const
  try {
    return parseArgs({ args: [...args], options }).values
  } catch {
    // The platform's parser answers by throwing only.
    return null
  }
}

/** Runs one after the other; an interrupted run stops what it started and tells what it has. */
async function runAll({ benchmarks: wanted, plan, jsonFile }: Chosen): Promise<void> {
  const interrupted = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort())
  const bench: Bench = { plan, signal: interrupted.signal, tell: (line) => console.log(`  ${line}`) }
  const [busy = 0] = loadavg()
  if (busy > busyShare * availableParallelism()) {
    console.log("This machine is busy with other things: ratios still tell something, the rest is too slow.")
  }
  const tables: string[] = []
  let lines = ""
  for (const { name, title, run } of wanted) {
    console.log(`\n━━ ${title}\n`)
    try {
      const figures = await run(bench)
      tables.push(tableOf(title, figures))
      lines += jsonLines(name, figures)
    } catch (error) {
      process.exitCode = 1
      if (interrupted.signal.aborted) break
      console.error(error)
    }
  }
  if (interrupted.signal.aborted) console.log("\nStopped.")
  if (tables.length > 0) console.log(`\n━━ Result\n\n${tables.join("\n\n")}`)
  if (jsonFile !== null) await writeFile(jsonFile, lines)
}
