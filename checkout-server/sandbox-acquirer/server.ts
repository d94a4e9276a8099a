import { describeError } from "./app.ts"
import { readSettings } from "./settings.ts"
import { type RunningSandbox, startSandboxAcquirer } from "./start.ts"

async function run(): Promise<void> {
  const read = readSettings(process.env)
  if (!read.ok) return refuse(read.message)
  try {
    stopOnSignal(await startSandboxAcquirer(read.settings))
  } catch (error) {
    refuse(startProblem(error, read.settings.port))
  }
}

/** One line that a person can act on, then the end. */
function refuse(message: string): void {
  process.stderr.write(`sandbox-acquirer cannot start: ${message}\n`)
  process.exitCode = 1
}

/** What went wrong in words; an error's own message may hold an address with a password, so only its code is told. */
function startProblem(error: unknown, port: number): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined
  if (code === "EADDRINUSE") return `port ${port} is in use (SANDBOX_ACQUIRER_PORT)`
  if (code === "EACCES") return `port ${port} may not be used (SANDBOX_ACQUIRER_PORT)`
  if (code === "EADDRNOTAVAIL") return "this machine does not have the address (SANDBOX_ACQUIRER_HOST)"
  const told = typeof code === "string" ? code : JSON.stringify(describeError(error))
  return `the database does not answer or cannot be prepared (SANDBOX_DATABASE_URL): ${told}`
}

function stopOnSignal(running: RunningSandbox): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on("SIGTERM", stop)
  process.on("SIGINT", stop)
}

await run()
