import type postgres from "postgres"
import { seedDemo } from "#checkout-server/seed-demo.ts"
import { buildStale } from "#commands/build.ts"
import { stripeKeys } from "#commands/demo-acquirer.ts"
import { keepSecrets } from "#commands/secrets.ts"
import type { Settings } from "#commands/settings.ts"
import { readSettings } from "#commands/settings.ts"
import { checkoutEnvironment } from "#commands/stack-processes.ts"
import type { SupervisedProcess } from "#commands/supervise.ts"
import { freePort } from "#db/embedded.ts"
import type { WebhookReceiver } from "#tests/journeys/crash/webhook-receiver.ts"
import { openReceiver } from "#tests/journeys/crash/webhook-receiver.ts"
import { connectCouncil } from "#tests/simulation/stripe/connect-council.ts"
import type { ChaosPlan, LinkName, ProcessName } from "./chaos-plan.ts"
import type { DatabasePair } from "./database-pair.ts"
import type { Endings } from "./endings.ts"
import type { Link } from "./link.ts"
import { openLink } from "./link.ts"
import { startDatabases } from "./stage-databases.ts"
import { startProcesses } from "./stage-processes.ts"

/** Everything that takes part, with the ways to hurt it and to look at it. */
export interface Stage {
  readonly checkoutUrl: string
  readonly apiKey: string
  readonly links: Readonly<Record<LinkName, Link>>
  readonly processes: Readonly<Record<ProcessName, SupervisedProcess>>
  readonly ports: Readonly<Record<ProcessName, number>>
  readonly database: DatabasePair
  readonly acquirerDatabase: postgres.Sql
  readonly receiver: WebhookReceiver
  /** Warnings of all processes, counted by their words. */
  readonly warnings: ReadonlyMap<string, number>
}

/** Seconds until a process gives up a call: short, so that a sweep comes soon. */
const acquirerTimeoutSeconds = 8

/** Starts everything in `folder` and waits until it answers. What was started ends with `endings`. */
export async function startStage(
  folder: string,
  { clocks, acquirer }: Pick<ChaosPlan, "clocks" | "acquirer">,
  endings: Endings,
): Promise<Stage> {
  await buildStale()
  const ports = await choosePorts()
  const links = await openLinks(ports, endings)
  const settings = settingsFor({ folder, acquirer }, ports, links)
  const secrets = await keepSecrets(folder)
  const databases = await startDatabases(settings, secrets, { link: links.database, endings })
  const receiver = await openReceiver(secrets.demo_webhook_secret)
  endings.add(() => receiver.close())
  links.webhooks.leadTo([Number(new URL(receiver.url).port)])
  const checkoutUrl = settings.urls.checkout
  await seedDemo({
    databaseUrl: databases.addresses.owner,
    secretsKey: secrets.civic_pay_secrets_key,
    checkoutUrl,
    demoUrl: `http://127.0.0.1:${links.webhooks.port}`,
    apiKey: secrets.demo_api_key,
    webhookSecret: secrets.demo_webhook_secret,
  })
  const keys = stripeKeys(settings, secrets)
  const environment = checkoutEnvironment({ settings, secrets, databases: databases.addresses })
  const at = { port: ports["sandbox-acquirer"], databaseUrl: databases.addresses.sandbox }
  const sandboxStripeAccount = keys === null ? null : await connectCouncil(at, keys, () => environment)
  const warnings = new Map<string, number>()
  const processes = await startProcesses({
    plan: { settings, secrets, databases: databases.addresses, sandboxStripeAccount },
    ports,
    clocks,
    notificationsUrl: `http://127.0.0.1:${links.notifications.port}/acquirer-notifications`,
    endings,
    warnings,
  })
  return {
    checkoutUrl,
    apiKey: secrets.demo_api_key,
    links,
    processes,
    ports,
    database: databases.pair,
    acquirerDatabase: databases.acquirer,
    receiver,
    warnings,
  }
}

async function choosePorts(): Promise<Stage["ports"]> {
  return {
    "checkout-1": await freePort(),
    "checkout-2": await freePort(),
    "worker-1": await freePort(),
    "worker-2": await freePort(),
    "sandbox-acquirer": await freePort(),
  }
}

async function openLinks(ports: Stage["ports"], endings: Endings): Promise<Stage["links"]> {
  const checkouts = [ports["checkout-1"], ports["checkout-2"]]
  const links = {
    payees: await openLink(checkouts),
    database: await openLink([]),
    acquirer: await openLink([ports["sandbox-acquirer"]]),
    notifications: await openLink(checkouts),
    webhooks: await openLink([]),
  }
  endings.add(() => Promise.all(Object.values(links).map((link) => link.close())))
  return links
}

function settingsFor(
  { folder, acquirer }: { readonly folder: string; readonly acquirer: ChaosPlan["acquirer"] },
  ports: Stage["ports"],
  links: Stage["links"],
): Settings {
  const read = readSettings({
    DATA_FOLDER: folder,
    DEMO_ACQUIRER: acquirer === "stripe" ? "stripe-sandbox" : "sandbox",
    CHECKOUT_PORT: String(ports["checkout-1"]),
    WORKER_PORT: String(ports["worker-1"]),
    SANDBOX_ACQUIRER_PORT: String(ports["sandbox-acquirer"]),
    CHECKOUT_URL: `http://127.0.0.1:${links.payees.port}`,
    SANDBOX_ACQUIRER_URL: `http://127.0.0.1:${links.acquirer.port}`,
    ACQUIRER_TIMEOUT_SECONDS: String(acquirerTimeoutSeconds),
    LOG_LEVEL: "info",
  })
  if (!read.ok) throw new Error(read.problem)
  return read.settings
}
