import { join } from "node:path"
import type { Databases } from "./databases.ts"
import type { Secrets } from "./secrets.ts"
import { pick, type Settings } from "./settings.ts"
import type { ProcessSettings } from "./supervise.ts"

/** What the processes' settings are made from. */
export interface ProcessPlan {
  readonly settings: Settings
  readonly secrets: Secrets
  readonly databases: Databases
  /** The demo council's account with the sandbox as it speaks Stripe's words; null where it has none. */
  readonly sandboxStripeAccount: string | null
  readonly preload: readonly string[]
}

/** The settings of each process: each is told only what it needs. */
export function processSettings(plan: ProcessPlan) {
  const { settings } = plan
  const { checkout, worker, sandboxAcquirer, demo } = settings.ports
  return {
    sandboxAcquirer: {
      name: "sandbox-acquirer",
      file: "checkout-server/sandbox-acquirer/server.ts",
      environment: sandboxEnvironment(plan),
      ...runs(plan, sandboxAcquirer),
    },
    checkout: {
      name: "checkout-server",
      file: "checkout-server/server.ts",
      environment: { ...checkoutEnvironment(plan), CHECKOUT_PORT: String(checkout) },
      ...runs(plan, checkout),
    },
    worker: {
      name: "worker",
      file: "checkout-server/worker.ts",
      environment: { ...checkoutEnvironment(plan), WORKER_PORT: String(worker) },
      ...runs(plan, worker),
    },
    demo: {
      name: "demo-site",
      file: "demo-site/server.ts",
      environment: demoEnvironment(plan),
      ...runs(plan, demo),
    },
  } satisfies Record<string, ProcessSettings>
}

function runs(plan: ProcessPlan, port: number) {
  return { readyUrl: `http://localhost:${port}/health/ready`, preload: plan.preload }
}

const checkoutSettings = [
  "LOG_LEVEL",
  "CHECKOUT_HOST",
  "WORKER_HOST",
  "WEBHOOK_LOOPBACK",
  "ACQUIRER_TIMEOUT_SECONDS",
  "STRIPE_API_URL",
  "STRIPE_PAGE_URL",
]

/** What the checkout, the worker and commands that work beside them are told. */
export function checkoutEnvironment({
  settings,
  secrets,
  databases,
}: Pick<ProcessPlan, "settings" | "secrets"> & {
  readonly databases: Pick<Databases, "checkout">
}): Record<string, string> {
  return {
    // The demo council listens for webhooks on this machine. Anywhere else the switch stays off.
    WEBHOOK_LOOPBACK: "on",
    ...pick(settings.passedOn, checkoutSettings),
    DATABASE_URL: databases.checkout,
    CHECKOUT_URL: settings.urls.checkout,
    CIVIC_PAY_SECRETS_KEY: secrets.civic_pay_secrets_key,
    SANDBOX_ACQUIRER_URL: settings.urls.sandboxAcquirer,
    SANDBOX_API_KEY: secrets.sandbox_api_key,
    SANDBOX_NOTIFICATION_SECRET: secrets.sandbox_notification_secret,
  }
}

function sandboxEnvironment(plan: ProcessPlan): Record<string, string> {
  const { settings, secrets, databases, sandboxStripeAccount } = plan
  return {
    SANDBOX_STRIPE_SECRET_KEY: secrets.sandbox_stripe_secret_key,
    SANDBOX_STRIPE_WEBHOOK_SECRET: secrets.sandbox_stripe_webhook_secret,
    ...(sandboxStripeAccount === null
      ? {}
      : {
          SANDBOX_STRIPE_WEBHOOK_URL: `${settings.urls.checkout}/acquirer-notifications/${sandboxStripeAccount}`,
        }),
    ...pick(settings.passedOn, ["LOG_LEVEL", "SANDBOX_CONTROL", "SANDBOX_ACQUIRER_HOST"]),
    SANDBOX_ACQUIRER_PORT: String(settings.ports.sandboxAcquirer),
    SANDBOX_ACQUIRER_URL: settings.urls.sandboxAcquirer,
    SANDBOX_DATABASE_URL: databases.sandbox,
    SANDBOX_API_KEY: secrets.sandbox_api_key,
    SANDBOX_NOTIFICATION_URL: `${settings.urls.checkout}/acquirer-notifications/sandbox`,
    SANDBOX_NOTIFICATION_SECRET: secrets.sandbox_notification_secret,
  }
}

function demoEnvironment({ settings, secrets }: ProcessPlan): Record<string, string> {
  return {
    ...pick(settings.passedOn, ["LOG_LEVEL", "DEMO_HOST"]),
    DEMO_PORT: String(settings.ports.demo),
    DEMO_URL: settings.urls.demo,
    DEMO_DATA_FOLDER: join(settings.dataFolder, "demo-site"),
    CIVIC_PAY_URL: settings.urls.checkout,
    CIVIC_PAY_API_KEY: secrets.demo_api_key,
    CIVIC_PAY_WEBHOOK_SECRET: secrets.demo_webhook_secret,
  }
}
