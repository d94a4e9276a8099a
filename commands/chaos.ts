import "./follow-parent.mjs"
import { randomInt } from "node:crypto"
import { parseArgs } from "node:util"
import * as v from "valibot"
import { runChaos } from "#tests/simulation/chaos/run-chaos.ts"

/** A run of three minutes kills each process a few times and the primary database once. */
const usualMinutes = "3"
const usualPaymentsPerMinute = 50
const seeds = 2 ** 32

const number = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, "must be a whole number"),
    v.transform(Number),
    v.minValue(least, `must be ${least} or more`),
    v.maxValue(most, `must be ${most} or less`),
  )
const Options = v.object({
  seed: v.optional(number(0, seeds - 1), () => String(randomInt(seeds))),
  minutes: v.optional(number(1, 600), usualMinutes),
  payments: v.optional(number(1, 100_000)),
})

const read = readOptions()
if (read.ok) await run(read.options)
else {
  console.error(`${read.problem}\nUsage: npm run chaos -- [--seed N] [--minutes M] [--payments N]`)
  process.exitCode = 2
}

function readOptions() {
  const option = { type: "string" } as const
  try {
    const { values } = parseArgs({ options: { seed: option, minutes: option, payments: option } })
    const parsed = v.safeParse(Options, values)
    if (parsed.success) return { ok: true, options: parsed.output } as const
    return {
      ok: false,
      problem: parsed.issues.map((issue) => `--${v.getDotPath(issue)} ${issue.message}`).join("; "),
    } as const
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) } as const
  }
}

async function run(options: v.InferOutput<typeof Options>): Promise<void> {
  const { seed, minutes, payments = minutes * usualPaymentsPerMinute } = options
  const interrupted = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!interrupted.signal.aborted) console.log("\nStopping …")
      interrupted.abort()
    })
  }
  console.log(
    `Chaos for ${minutes} min with ${payments} payments. Again: --seed ${seed} --minutes ${minutes}`,
  )
  const watch = { tell: (line: string) => console.log(line), signal: interrupted.signal }
  try {
    const { violations, folder } = await runChaos({ seed, minutes, payments }, watch)
    for (const { rule, subject, detail } of violations) console.error(`✗ ${rule}: ${subject} ${detail}`)
    if (violations.length === 0) console.log("✓ every invariant holds")
    else console.error(`${violations.length} violations (seed ${seed}). Logs and databases: ${folder}`)
    process.exit(violations.length === 0 ? 0 : 1)
  } catch (error) {
    if (interrupted.signal.aborted) process.exit(130)
    console.error(error)
    process.exit(1)
  }
}
