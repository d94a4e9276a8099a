import "./follow-parent.mjs"
import { randomInt } from "node:crypto"
import * as v from "valibot"
import { chaosAcquirers } from "#tests/simulation/chaos/chaos-plan.ts"
import { runChaos } from "#tests/simulation/chaos/run-chaos.ts"
import { readOptions } from "./read-options.ts"

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
  acquirer: v.optional(v.picklist(chaosAcquirers, `must be ${chaosAcquirers.join(" or ")}`), "sandbox"),
})

const read = readChosen()
if (read.ok) await run(read.options)
else {
  console.error(
    `${read.problem}\nUsage: npm run chaos -- [--seed N] [--minutes M] [--payments N] [--acquirer ${chaosAcquirers.join("|")}]`,
  )
  process.exitCode = 2
}

function readChosen() {
  const option = { type: "string" } as const
  const given = readOptions(process.argv.slice(2), {
    seed: option,
    minutes: option,
    payments: option,
    acquirer: option,
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
  const { seed, minutes, acquirer, payments = minutes * usualPaymentsPerMinute } = options
  const interrupted = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!interrupted.signal.aborted) console.log("\nStopping …")
      interrupted.abort()
    })
  }
  console.log(
    `Chaos for ${minutes} min with ${payments} payments. Again: --seed ${seed} --minutes ${minutes} --acquirer ${acquirer}`,
  )
  const watch = { tell: (line: string) => console.log(line), signal: interrupted.signal }
  try {
    const { violations, folder } = await runChaos({ seed, minutes, payments, acquirer }, watch)
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
