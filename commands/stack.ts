import { chmod, mkdir } from "node:fs/promises"
import { join } from "node:path"
import { seedDemo } from "#checkout-server/seed-demo.ts"
import { buildStale } from "./build.ts"
import { type Databases, openDatabases } from "./databases.ts"
import { CannotConnect, connectDemo, type StripeTestKeys } from "./demo-acquirer.ts"
import { portProblems } from "./free-ports.ts"
import { type Claim, claimFolder } from "./only-one.ts"
import { writePrivateFile } from "./private-file.ts"
import { openLog } from "./process-log.ts"
import { keepSecrets, type Secrets } from "./secrets.ts"
import type { Settings, Urls } from "./settings.ts"
import { checkoutEnvironment, processSettings } from "./stack-processes.ts"
import { type SupervisedProcess, supervise } from "./supervise.ts"

/** What demo.json holds: where everything is, and the demo council's credentials. */
export interface DemoFile {
  readonly checkout_url: string
  readonly demo_url: string
  readonly acquirer_url: string
  /** What speaks Stripe's words to the checkout; null: Stripe itself, where it is used at all. */
  readonly stripe_url: string | null
  readonly api_key: string
  readonly webhook_secret: string
  readonly services: readonly { readonly code: string; readonly url: string }[]
}

/** The four processes of a local Civic Pay. */
export interface StackProcesses {
  readonly sandboxAcquirer: SupervisedProcess
  readonly checkout: SupervisedProcess
  readonly worker: SupervisedProcess
  readonly demo: SupervisedProcess
}

/** A whole local Civic Pay, running. */
export interface Stack {
  readonly urls: Urls
  readonly demo: DemoFile
  readonly processes: StackProcesses
  /** Ends the processes in good order, then the database; `hurry` makes it short. */
  stop(): Promise<void>
  hurry(): void
}

/** What a start may be given besides its settings. */
export interface StackOptions {
  /** Receives a line for a person at each step, and each warning of a process. */
  readonly tell: (line: string) => void
  /** Modules that every process loads first, absolute: tests guard the network with one. */
  readonly preload?: readonly string[]
  /** Stops the start at the next step. */
  readonly signal?: AbortSignal
}

/** A reason that a person can act upon, without a stack trace. */
export class CannotStart extends Error {}

/**
 * Starts everything and waits until it answers. A start that fails leaves nothing running.
 * Throws `CannotStart` when another start has the data folder or a port is taken.
 */
export async function startStack(settings: Settings, options: StackOptions): Promise<Stack> {
  await mkdir(settings.dataFolder, { recursive: true })
  // As root, PostgreSQL runs as another account that must pass through; every secret has a mode of its own.
  await chmod(settings.dataFolder, process.getuid?.() === 0 ? 0o711 : 0o700)
  const claim = await claimFolder(settings.dataFolder)
  if (!claim.ok) {
    throw new CannotStart(
      `Civic Pay is already running on ${settings.dataFolder} (process ${claim.pid}). Stop that one first.`,
    )
  }
  try {
    return await startClaimed(settings, options, claim)
  } catch (error) {
    claim.release()
    throw error
  }
}

async function startClaimed(
  settings: Settings,
  options: StackOptions,
  claim: Claim & { ok: true },
): Promise<Stack> {
  const problems = await portProblems(settings.ports)
  if (problems.length > 0) throw new CannotStart(problems.join("\n"))
  const secrets = await keepSecrets(settings.dataFolder)
  await buildStale()
  options.signal?.throwIfAborted()
  const databases = await openDatabases(settings, secrets)
  const started: SupervisedProcess[] = []
  const stop = async () => {
    claim.leaving()
    await Promise.all(started.map((one) => one.stop()))
    await databases.stop()
    claim.release()
  }
  try {
    const demo = await prepareDemo(settings, secrets, databases)
    const demoAccount = await connectAcquirer(settings, secrets, databases)
    options.signal?.throwIfAborted()
    const processes = await startProcesses({ settings, secrets, databases, demoAccount, options, started })
    const hurry = () => started.forEach((one) => void one.hurry())
    return { urls: settings.urls, demo, processes, stop, hurry }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The credentials are in secrets.json before the database knows them, so a killed first start is completed later. */
async function prepareDemo(settings: Settings, secrets: Secrets, databases: Databases): Promise<DemoFile> {
  const { services } = await seedDemo({
    databaseUrl: databases.owner,
    secretsKey: secrets.civic_pay_secrets_key,
    checkoutUrl: settings.urls.checkout,
    demoUrl: settings.urls.demo,
    apiKey: secrets.demo_api_key,
    webhookSecret: secrets.demo_webhook_secret,
  })
  const demo: DemoFile = {
    checkout_url: settings.urls.checkout,
    demo_url: settings.urls.demo,
    acquirer_url: settings.urls.sandboxAcquirer,
    stripe_url: settings.demoAcquirer.kind === "stripe-sandbox" ? settings.urls.sandboxAcquirer : null,
    api_key: secrets.demo_api_key,
    webhook_secret: secrets.demo_webhook_secret,
    services,
  }
  await writePrivateFile(join(settings.dataFolder, "demo.json"), `${JSON.stringify(demo, null, 2)}\n`)
  return demo
}

async function connectAcquirer(settings: Settings, secrets: Secrets, databases: Databases): Promise<string> {
  const environment = checkoutEnvironment({ settings, secrets, databases })
  try {
    return await connectDemo(environment, stripeOf(settings, secrets))
  } catch (error) {
    throw error instanceof CannotConnect ? new CannotStart(error.message) : error
  }
}

function stripeOf({ demoAcquirer }: Settings, secrets: Secrets): StripeTestKeys | null {
  switch (demoAcquirer.kind) {
    case "sandbox":
      return null
    case "stripe":
      return demoAcquirer
    case "stripe-sandbox":
      return {
        secretKey: secrets.sandbox_stripe_secret_key,
        webhookSecret: secrets.sandbox_stripe_webhook_secret,
      }
  }
}

interface Starting {
  readonly demoAccount: string
  readonly settings: Settings
  readonly secrets: Secrets
  readonly databases: Databases
  readonly options: StackOptions
  /** Filled as processes start, so that a failed start can end them. */
  readonly started: SupervisedProcess[]
}

async function startProcesses(starting: Starting): Promise<StackProcesses> {
  const { settings, secrets, databases, demoAccount, options, started } = starting
  const preload = options.preload ?? []
  const plan = processSettings({ settings, secrets, databases, demoAccount, preload })
  const begin = async (name: keyof StackProcesses) => {
    const log = await openLog(join(settings.dataFolder, "logs"), plan[name].name)
    const tell = (line: string) => options.tell(`[${plan[name].name}] ${line}`)
    const begun = supervise(plan[name], { log, tell })
    started.push(begun)
    return begun
  }
  const processes = {
    sandboxAcquirer: await begin("sandboxAcquirer"),
    checkout: await begin("checkout"),
    worker: await begin("worker"),
    demo: await begin("demo"),
  }
  await Promise.all(started.map((one) => one.ready()))
  return processes
}
