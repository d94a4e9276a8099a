import "./follow-parent.mjs"
import { readOptions } from "./read-options.ts"
import { runProgram } from "./test-steps.ts"

const acquirers = ["sandbox", "stripe"]

const chosen = readAcquirers(process.argv.slice(2))
if (chosen.ok) await run(chosen.names)
else {
  console.error(`${chosen.problem}\nUsage: npm run conformance -- [--acquirer ${acquirers.join("|")}]`)
  process.exitCode = 2
}

function readAcquirers(args: readonly string[]) {
  const read = readOptions(args, { acquirer: { type: "string" } })
  if (!read.ok) return read
  const { acquirer } = read.values
  if (read.words.length > 0) {
    return { ok: false, problem: `It takes options only, not ${read.words.join(" ")}.` } as const
  }
  if (acquirer === undefined) return { ok: true, names: acquirers } as const
  return acquirers.includes(acquirer)
    ? ({ ok: true, names: [acquirer] } as const)
    : ({ ok: false, problem: `There is no acquirer ${acquirer}.` } as const)
}

/** Each promise of the port with its tick or cross, one adapter after the other. */
async function run(names: readonly string[]): Promise<void> {
  const interrupted = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort())
  const files = names.map((name) => `tests/conformance/${name}.test.ts`)
  const args = ["run", "--project", "server", "--reporter=tree", "--no-file-parallelism", ...files]
  const code = await runProgram({ package: "vitest", program: "vitest", args, signal: interrupted.signal })
  if (interrupted.signal.aborted) process.exitCode = 130
  else process.exitCode = code === 0 ? 0 : 1
}
