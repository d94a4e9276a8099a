import { readFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { sql } from "drizzle-orm"
import * as v from "valibot"
import type { Outside } from "#checkout-server/outside.ts"
import { compose, credentialVault } from "#checkout-server/processes/compose.ts"
import { readSettings as readProcessSettings } from "#checkout-server/settings.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"
import { runningCheckout } from "./databases.ts"
import { plainLog } from "./plain-log.ts"
import { keepSecrets } from "./secrets.ts"
import { readSettings, type Settings } from "./settings.ts"
import { checkoutEnvironment } from "./stack-processes.ts"

type Environment = Readonly<Record<string, string | undefined>>

/** The processes' own outside, on their database and with their login, for one command; `problem` is for a person. */
export type OpenCommand =
  | {
      readonly ok: true
      readonly outside: Outside
      readonly vault: CredentialVault
      close(): Promise<void>
    }
  | { readonly ok: false; readonly problem: string }

/**
 * Opens the database that `DATABASE_URL` names, or that of a running `npm start`. A deployment gives the command the
 * same settings as its processes; for `npm start` they are in the data folder.
 */
export async function openCommand(environment: Environment, name: string): Promise<OpenCommand> {
  const found = isDeployment(environment)
    ? { ok: true as const, environment }
    : await startedEnvironment(environment)
  if (!found.ok) return found
  const read = readProcessSettings(found.environment)
  if (!read.ok) return { ok: false, problem: read.faults.join("\n") }
  const { outside, close } = compose(read.settings, name, plainLog)
  const problem = await databaseProblem(outside)
  if (problem === null) {
    return { ok: true, outside, vault: credentialVault(read.settings), close }
  }
  await close()
  return { ok: false, problem: `The database does not answer: ${problem}` }
}

function isDeployment(environment: Environment): boolean {
  return environment["DATABASE_URL"] !== undefined && environment["CIVIC_PAY_SECRETS_KEY"] !== undefined
}

/** What `npm start` tells the checkout. */
async function startedEnvironment(
  environment: Environment,
): Promise<
  { readonly ok: true; readonly environment: Environment } | { readonly ok: false; readonly problem: string }
> {
  const read = readSettings(environment)
  if (!read.ok) return read
  const settings = await startedSettings(read.settings)
  if (settings === null) return notRunning(read.settings)
  const secrets = await keepSecrets(settings.dataFolder)
  const checkout = await runningCheckout(settings, secrets)
  if (checkout === null) return notRunning(settings)
  return { ok: true, environment: checkoutEnvironment({ settings, secrets, databases: { checkout } }) }
}

const DemoFile = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ checkout_url: v.string(), acquirer_url: v.string() }),
)

/** Where the last start on a data folder said that everything is; null where none got so far. */
async function startedSettings(settings: Settings): Promise<Settings | null> {
  const text = await readFile(join(settings.dataFolder, "demo.json"), "utf8").catch(() => "")
  const demo = v.safeParse(DemoFile, text)
  if (!demo.success) return null
  const { checkout_url: checkout, acquirer_url: sandboxAcquirer } = demo.output
  return { ...settings, urls: { ...settings.urls, checkout, sandboxAcquirer } }
}

function notRunning(settings: Settings) {
  const folder = relative(process.cwd(), settings.dataFolder) || "."
  return {
    ok: false as const,
    problem:
      `Civic Pay is not running on the folder ${folder}. Run npm start first; ` +
      "or set DATABASE_URL, CIVIC_PAY_SECRETS_KEY and the other settings of the processes.",
  }
}

async function databaseProblem(outside: Outside): Promise<string | null> {
  try {
    await outside.db.execute(sql`select 1`)
    return null
  } catch (error) {
    const reason = reasonOf(error)
    return "code" in reason && reason.code === "ECONNREFUSED"
      ? "nothing runs there. Is Civic Pay running? Try npm start."
      : reason.message
  }
}

/** The innermost reason: what the database layer wraps around it repeats the statement and its values. */
export function reasonOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  return error.cause instanceof Error ? reasonOf(error.cause) : error
}
