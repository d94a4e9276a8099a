import "./follow-parent.mjs"
import { writeFile } from "node:fs/promises"
import { availableParallelism, loadavg } from "node:os"
import { type Benchmark, benchmarks } from "#tests/benchmarks/benchmarks.ts"
import { jsonLines, tableOf } from "#tests/benchmarks/figure-table.ts"
import { type Bench, fullPlan, quickPlan } from "#tests/benchmarks/plan.ts"
import { readOptions } from "./read-options.ts"

/** What to run, and where to. */
interface Chosen {
  readonly benchmarks: readonly Benchmark[]
  readonly plan: Bench["plan"]
  /** File for the figures as JSON lines; null: the tables alone. */
  readonly jsonFile: string | null
}

/** Above this share of its processors a machine is busy with something else. */
const busyShare = 0.25

const read = choose(process.argv.slice(2))
if (read.ok) await runAll(read.chosen)
else {
  const names = benchmarks.map((benchmark) => benchmark.name).join(",")
  console.error(`${read.problem}\nUsage: npm run bench -- [--only ${names}] [--quick] [--json <file>]`)
  process.exitCode = 2
}

type Choice =
  | { readonly ok: true; readonly chosen: Chosen }
  | { readonly ok: false; readonly problem: string }

function choose(args: readonly string[]): Choice {
  const given = readOptions(args, {
    only: { type: "string" },
    quick: { type: "boolean" },
    json: { type: "string" },
  })
  if (!given.ok) return given
  const { values, words } = given
  if (words.length > 0) return { ok: false, problem: `It takes options only, not ${words.join(" ")}.` }
  const found: Benchmark[] = []
  for (const name of values.only?.split(",") ?? benchmarks.map((benchmark) => benchmark.name)) {
    const benchmark = benchmarks.find((one) => one.name === name)
    if (benchmark === undefined) return { ok: false, problem: `There is no benchmark ${name}.` }
    found.push(benchmark)
  }
  const plan = values.quick ? quickPlan : fullPlan
  return { ok: true, chosen: { benchmarks: found, plan, jsonFile: values.json ?? null } }
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
