import { chmod, mkdir } from "node:fs/promises"
import { join } from "node:path"
import { seedDemo } from "#checkout-server/seed-demo.ts"
import { buildStale } from "./build.ts"
import { type Databases, openDatabases } from "./databases.ts"
import {
  CannotConnect,
  connectDemo,
  type DemoCards,
  findSandboxStripeAccount,
  stripeKeys,
} from "./demo-acquirer.ts"
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
  readonly cards: DemoCards
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
    const starting = { settings, secrets, databases, options, started }
    const cards = await connectAcquirer(starting)
    options.signal?.throwIfAborted()
    const processes = await startProcesses(starting, cards.sandboxStripeAccount)
    const hurry = () => started.forEach((one) => void one.hurry())
    return { urls: settings.urls, demo, cards, processes, stop, hurry }
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
    api_key: secrets.demo_api_key,
    webhook_secret: secrets.demo_webhook_secret,
    services,
  }
  await writePrivateFile(join(settings.dataFolder, "demo.json"), `${JSON.stringify(demo, null, 2)}\n`)
  return demo
}

interface Starting {
  readonly settings: Settings
  readonly secrets: Secrets
  readonly databases: Databases
  readonly options: StackOptions
  /** Filled as processes start, so that a failed start can end them. */
  readonly started: SupervisedProcess[]
}

async function connectAcquirer(starting: Starting): Promise<DemoCards> {
  const { settings, secrets, databases } = starting
  const environment = checkoutEnvironment({ settings, secrets, databases })
  let asked: SupervisedProcess | null = null
  try {
    if (settings.demoAcquirer.kind === "stripe-sandbox") {
      // It says whose its key is before it can be told where that account's events go.
      asked = await begin(starting, "sandboxAcquirer", await findSandboxStripeAccount(environment))
      await asked.ready()
    }
    return await connectDemo(environment, stripeKeys(settings, secrets))
  } catch (error) {
    throw error instanceof CannotConnect ? new CannotStart(error.message) : error
  } finally {
    await asked?.stop()
  }
}

async function begin(
  { settings, secrets, databases, options, started }: Starting,
  name: keyof StackProcesses,
  sandboxStripeAccount: string | null,
): Promise<SupervisedProcess> {
  const preload = options.preload ?? []
  const one = processSettings({ settings, secrets, databases, sandboxStripeAccount, preload })[name]
  const log = await openLog(join(settings.dataFolder, "logs"), one.name)
  const begun = supervise(one, { log, tell: (line) => options.tell(`[${one.name}] ${line}`) })
  started.push(begun)
  return begun
}

async function startProcesses(
  starting: Starting,
  sandboxStripeAccount: string | null,
): Promise<StackProcesses> {
  const processes = {
    sandboxAcquirer: await begin(starting, "sandboxAcquirer", sandboxStripeAccount),
    checkout: await begin(starting, "checkout", sandboxStripeAccount),
    worker: await begin(starting, "worker", sandboxStripeAccount),
    demo: await begin(starting, "demo", sandboxStripeAccount),
  }
  await Promise.all(Object.values(processes).map((one) => one.ready()))
  return processes
}
