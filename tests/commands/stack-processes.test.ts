import { expect, it } from "vitest"
import type { Secrets } from "#commands/secrets.ts"
import { readSettings } from "#commands/settings.ts"
import { processSettings } from "#commands/stack-processes.ts"

const secrets: Secrets = {
  postgres_password: "owner-password",
  checkout_database_password: "checkout-password",
  sandbox_database_password: "sandbox-password",
  civic_pay_secrets_key: "secrets-key",
  sandbox_api_key: "sandbox-api-key",
  sandbox_notification_secret: "notification-secret",
  sandbox_stripe_secret_key: "stripe-secret-key",
  sandbox_stripe_webhook_secret: "stripe-webhook-secret",
  demo_api_key: "demo-api-key",
  demo_webhook_secret: "webhook-secret",
}

const databases = {
  owner: "postgres://owner",
  checkout: "postgres://checkout",
  sandbox: "postgres://sandbox",
  stop: async () => {},
}

function plan(environment: Record<string, string> = {}, sandboxStripeAccount: string | null = null) {
  const read = readSettings(environment)
  if (!read.ok) throw new Error(read.problem)
  return processSettings({
    settings: read.settings,
    secrets,
    databases,
    sandboxStripeAccount,
    preload: [],
  })
}

it("nobody is told the owner's password", () => {
  const told = JSON.stringify(plan())
  expect(told).not.toContain(databases.owner)
  expect(told).not.toContain(secrets.postgres_password)
})

it("the demo site knows its API key only", () => {
  const values = Object.values(plan().demo.environment)
  expect(values).toContain(secrets.demo_api_key)
  for (const hidden of [
    databases.checkout,
    databases.sandbox,
    secrets.civic_pay_secrets_key,
    secrets.sandbox_api_key,
  ])
    expect(values).not.toContain(hidden)
})

it("the sandbox acquirer cannot open what the checkout keeps", () => {
  const values = Object.values(plan().sandboxAcquirer.environment)
  expect(values).toContain(databases.sandbox)
  for (const hidden of [databases.checkout, secrets.civic_pay_secrets_key, secrets.demo_api_key])
    expect(values).not.toContain(hidden)
})

it("the checkout cannot open the sandbox's database", () => {
  const { checkout, worker } = plan()
  for (const { environment } of [checkout, worker]) {
    expect(Object.values(environment)).not.toContain(databases.sandbox)
    expect(environment).not.toHaveProperty("SANDBOX_CONTROL")
  }
})

it("settings of single processes are handed on", () => {
  const processes = plan({ SANDBOX_CONTROL: "on", WEBHOOK_LOOPBACK: "off", ACQUIRER_TIMEOUT_SECONDS: "2" })
  expect(processes.sandboxAcquirer.environment).toMatchObject({ SANDBOX_CONTROL: "on" })
  expect(processes.worker.environment).toMatchObject({
    WEBHOOK_LOOPBACK: "off",
    ACQUIRER_TIMEOUT_SECONDS: "2",
  })
  expect(processes.demo.environment).not.toHaveProperty("SANDBOX_CONTROL")
})

it("each is asked for its health at its own port", () => {
  const processes = plan({ WORKER_PORT: "4003" })
  expect(processes.worker.readyUrl).toBe("http://localhost:4003/health/ready")
  expect(processes.worker.environment.WORKER_PORT).toBe("4003")
})

it("nobody but the sandbox acquirer knows the key to its Stripe face, and it tells of events whoever takes new cards", () => {
  const { checkout, worker, sandboxAcquirer } = plan({}, "stripe_1")
  for (const { environment } of [checkout, worker])
    expect(JSON.stringify(environment)).not.toContain("stripe-secret-key")
  expect(sandboxAcquirer.environment).toMatchObject({
    SANDBOX_STRIPE_SECRET_KEY: "stripe-secret-key",
    SANDBOX_STRIPE_WEBHOOK_URL: "http://localhost:3000/acquirer-notifications/stripe_1",
  })
  expect(plan().sandboxAcquirer.environment).not.toHaveProperty("SANDBOX_STRIPE_WEBHOOK_URL")
})

it("Stripe is at its own address unless a test says otherwise", () => {
  expect(plan({ DEMO_ACQUIRER: "stripe-sandbox" }).checkout.environment).not.toHaveProperty("STRIPE_API_URL")
  const elsewhere = { STRIPE_API_URL: "http://localhost:4002", STRIPE_PAGE_URL: "http://localhost:4002" }
  expect(plan(elsewhere).worker.environment).toMatchObject(elsewhere)
})
