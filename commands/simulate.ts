import "./follow-parent.mjs"
import * as v from "valibot"
import { runSimulation, simulatedAcquirers } from "#tests/simulation/run-simulation.ts"
import { readOptions } from "./read-options.ts"

const number = (least: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,12}$/, "must be a whole number"),
    v.transform(Number),
    v.minValue(least, `must be ${least} or more`),
  )
const Options = v.object({
  seeds: v.optional(number(1), "1000"),
  from: v.optional(number(1), "1"),
  /** One prints everything that happened. */
  trace: v.optional(v.boolean(), false),
  acquirer: v.optional(
    v.picklist(simulatedAcquirers, `must be ${simulatedAcquirers.join(" or ")}`),
    "simulated",
  ),
})

const read = readChosen()
if (read.ok) await run(read.options)
else {
  console.error(
    `${read.problem}\nUsage: npm run simulate -- [--seeds N] [--from S] [--trace] [--acquirer ${simulatedAcquirers.join("|")}]`,
  )
  process.exitCode = 2
}

function readChosen() {
  const option = { type: "string" } as const
  const given = readOptions(process.argv.slice(2), {
    seeds: option,
    from: option,
    acquirer: option,
    trace: { type: "boolean" },
  })
  if (!given.ok) return given
  if (given.words.length > 0) {
    return { ok: false, problem: `It takes options only, not ${given.words.join(" ")}.` } as const
  }
  const parsed = v.safeParse(Options, given.values)
  if (parsed.success) return { ok: true, options: parsed.output } as const
  const problem = parsed.issues.map((issue) => `--${v.getDotPath(issue)} ${issue.message}`).join("; ")
  return { ok: false, problem } as const
}

async function run(options: v.InferOutput<typeof Options>): Promise<void> {
  const interrupted = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!interrupted.signal.aborted) console.log("\nStopping …")
      interrupted.abort()
    })
  }
  const broken = await runSimulation(options, {
    tell: (line) => console.log(line),
    signal: interrupted.signal,
  })
  if (interrupted.signal.aborted) process.exitCode = 130
  else process.exitCode = broken ? 1 : 0
}
