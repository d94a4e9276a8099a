import "./follow-parent.mjs"
import { relative } from "node:path"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import type { DemoCards } from "./demo-acquirer.ts"
import { readSettings } from "./settings.ts"
import { CannotStart, type Stack, startStack } from "./stack.ts"

/** npm passes on a Ctrl-C that the terminal already gave us: within this time it counts as the same one. */
const sameSignalMs = 1_000

const read = readSettings(process.env)
if (read.ok) await run(read.settings)
else fail(read.problem)

async function run(settings: Parameters<typeof startStack>[0]): Promise<void> {
  const interrupted = new AbortController()
  let stack: Stack | null = null
  let firstSignalAt = 0
  const onSignal = () => {
    const now = Date.now()
    if (firstSignalAt > 0 && now - firstSignalAt < sameSignalMs) return
    if (firstSignalAt > 0) return stack?.hurry()
    firstSignalAt = now
    console.log("\nStopping … (Ctrl-C again to hurry)")
    interrupted.abort()
    if (stack) void finish(stack)
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal)
  try {
    console.log("Starting Civic Pay …")
    stack = await startStack(settings, { tell: (line) => console.log(line), signal: interrupted.signal })
  } catch (error) {
    if (interrupted.signal.aborted) process.exit(0)
    fail(error instanceof CannotStart ? error.message : describe(error))
  }
  if (interrupted.signal.aborted) await finish(stack)
  else console.log(welcome(stack, relative(process.cwd(), settings.dataFolder) || "."))
}

async function finish(stack: Stack): Promise<void> {
  await stack.stop()
  console.log("Stopped. Everything is kept for the next start.")
  process.exit(0)
}

function welcome(stack: Stack, folder: string): string {
  return `
Civic Pay is running.

  Demo council website   ${stack.urls.demo}
  Checkout and API       ${stack.urls.checkout}
  Sandbox acquirer       ${stack.urls.sandboxAcquirer}
  Cards are taken by     ${cardsTakenBy(stack.cards)}
${warningsOf(stack)
  .map((line) => `\n${line}`)
  .join("")}
Try a payment: open the demo website, choose a bill, and enter reference 501234567.
Pay with the test card 4242 4242 4242 4242, any future expiry date and any security code.

API key and webhook secret   ${folder}/demo.json
Logs                         ${folder}/logs
Stop                         Ctrl-C
`
}

function cardsTakenBy({ account, endpoint, externalId, warning }: DemoCards): string {
  if (account === sandboxAccount) return "the sandbox acquirer: test cards only"
  const where = endpoint === "sandbox" ? "the sandbox acquirer in Stripe's words" : "Stripe's test mode"
  const checked = warning === null ? "its key works" : "its key was not checked"
  return `${where}:\n${" ".repeat(25)}${externalId ?? "an account"} (${account}), ${checked}`
}

function warningsOf({ cards, urls }: Stack): readonly string[] {
  const { warning, hasSigningSecret, account } = cards
  const lines = warning === null ? [] : [`Warning: ${warning}`]
  if (warning !== null && account === sandboxAccount)
    lines.push("New payments stay with the sandbox acquirer.")
  if (!hasSigningSecret) {
    lines.push(
      "There is no STRIPE_WEBHOOK_SECRET: payments settle when the payee comes back, or a minute later by the sweep.",
      "To be told at once, start with the secret that this shows, and leave it running:",
      `  stripe listen --forward-to ${urls.checkout}/acquirer-notifications/${account}`,
    )
  }
  return lines.length === 0 ? [] : [...lines, ""]
}

/** The innermost reason: what the database layer wraps around it repeats the statement and its values. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `Civic Pay cannot start: ${String(error)}`
  return error.cause instanceof Error ? describe(error.cause) : `Civic Pay cannot start: ${error.message}`
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
