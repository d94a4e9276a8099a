import "./follow-parent.mjs"
import { parseArgs } from "node:util"
import { runProgram } from "./test-steps.ts"

const acquirers = ["sandbox", "stripe"]

const chosen = readAcquirers(process.argv.slice(2))
if (chosen) await run(chosen)
else {
  console.error(`Usage: npm run conformance -- [--acquirer ${acquirers.join("|")}]`)
  process.exitCode = 2
}

/** null: the arguments are not understood. */
function readAcquirers(args: readonly string[]): readonly string[] | null {
  try {
    const { values } = parseArgs({ args: [...args], options: { acquirer: { type: "string" } } })
    const { acquirer } = values
    if (acquirer === undefined) return acquirers
    return acquirers.includes(acquirer) ? [acquirer] : null
  } catch {
    return null
  }
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
