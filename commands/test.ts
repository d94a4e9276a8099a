import "./follow-parent.mjs"
import { type Count, noCount, plus, summary } from "./test-count.ts"
import { type Step, steps } from "./test-steps.ts"

const chosen = choose(process.argv.slice(2))
if (chosen) await runAll(chosen)
else {
  console.error(`Usage: npm test -- [--only ${steps.map((step) => step.name).join(",")}]`)
  process.exitCode = 2
}

/** null: the arguments are not understood. */
function choose(args: readonly string[]): readonly Step[] | null {
  if (args.length === 0) return steps
  const names = args[0] === "--only" && args.length === 2 ? (args[1] ?? "").split(",") : []
  const found = names.map((name) => steps.find((step) => step.name === name))
  return found.length > 0 && found.every((step) => step !== undefined) ? found : null
}

async function runAll(chosen: readonly Step[]): Promise<void> {
  const interrupted = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort())
  let total: Count = noCount
  const table: string[] = []
  for (const step of chosen) {
    console.log(`\n━━ ${step.title}\n`)
    const began = Date.now()
    const count = await runStep(step, interrupted.signal)
    const seconds = ((Date.now() - began) / 1_000).toFixed(1).padStart(6)
    table.push(`${count.failed > 0 ? "✗" : "✓"} ${step.title.padEnd(18)}${seconds} s   ${summary(count)}`)
    total = plus(total, count)
  }
  console.log(`\n━━ Result\n\n${table.join("\n")}\n`)
  console.log(summary(total))
  process.exitCode = total.failed > 0 ? 1 : 0
}

/** A step that breaks, or is not reached any more, has failed once. */
async function runStep(step: Step, signal: AbortSignal): Promise<Count> {
  if (signal.aborted) return { ...noCount, failed: 1 }
  try {
    return await step.run(signal)
  } catch (error) {
    console.error(error)
    return { ...noCount, failed: 1 }
  }
}
