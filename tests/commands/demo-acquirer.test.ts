import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { compose } from "#checkout-server/processes/compose.ts"
import { readSettings } from "#checkout-server/settings.ts"
import { CannotConnect, connectDemo, findSandboxStripeAccount } from "#commands/demo-acquirer.ts"
import { later, minuteMilliseconds } from "#domain/instant.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import { prepareRequest } from "#tests/adapters/acquirer-stripe/prepare-request.ts"
import { okValue } from "#tests/adapters/acquirer-stripe/scripted-stripe.ts"
import { type ListeningSandbox, startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { stripeSecretKey, stripeWebhookSecret } from "#tests/sandbox-acquirer/stripe-client.ts"
import { openTill } from "#tests/support/till.ts"
import { deployment } from "./run-command.ts"

const till = openTill()
/** What the start runs itself, and what stands for Stripe: each with its own key, account and payments. */
const servers: { sandbox?: ListeningSandbox; stripe?: ListeningSandbox } = {}
const stripeKey = "sk_test_of0stripe0itself"

beforeAll(async () => {
  servers.sandbox = await startTestSandbox()
  servers.stripe = await startTestSandbox(stripeKey)
})
afterAll(async () => {
  await Promise.all([servers.sandbox?.close(), servers.stripe?.close()])
})

const atSandbox = {
  endpoint: "sandbox",
  secretKey: stripeSecretKey,
  webhookSecret: stripeWebhookSecret,
} as const
const atStripe = { endpoint: "own", secretKey: stripeKey, webhookSecret: null } as const
const nowhere = "http://127.0.0.1:9"

function environment(more: Readonly<Record<string, string>> = {}) {
  return {
    ...deployment(till.council.databaseUrl),
    SANDBOX_ACQUIRER_URL: servers.sandbox?.url ?? "",
    STRIPE_API_URL: servers.stripe?.url ?? "",
    STRIPE_PAGE_URL: servers.stripe?.url ?? "",
    ...more,
  }
}

/** The processes of a start, as far as they speak with acquirers. */
async function running<T>(work: (outside: ReturnType<typeof compose>["outside"]) => Promise<T>): Promise<T> {
  const read = readSettings(environment())
  if (!read.ok) throw new Error(read.faults.join())
  const { outside, close } = compose(read.settings, "test")
  try {
    return await work(outside)
  } finally {
    await close()
  }
}

async function beginPayment(account: string): Promise<string> {
  return await running(async (outside) => {
    const acquirer = await outside.acquirers.of(account)
    const now = outside.clock.now()
    const request = prepareRequest({ preparedAt: now, expiresAt: later(now, 90 * minuteMilliseconds) })
    return okValue(await acquirer.prepare(readCall(outside), request)).acquirerPaymentId
  })
}

async function statusOf(account: string, payment: string): Promise<string> {
  return await running(async (outside) => {
    const outcome = await (await outside.acquirers.of(account)).fetch(readCall(outside), payment)
    return outcome.kind === "ok" ? outcome.value.status : outcome.kind
  })
}

async function newPaymentsGoTo(): Promise<string | null> {
  return (await till.council.page("council-tax")).service.acquirer
}

describe("the demo council", { timeout: 60_000 }, () => {
  it("goes between the sandbox in Stripe's words and Stripe, and what has begun answers where it began", async () => {
    expect(await findSandboxStripeAccount(environment())).toBeNull()
    const first = await connectDemo(environment(), atSandbox)
    expect(first).toMatchObject({ endpoint: "sandbox", hasSigningSecret: true, warning: null })
    expect(first.sandboxStripeAccount).toBe(first.account)
    const begunFirst = await beginPayment(first.account)

    const second = await connectDemo(environment(), atStripe)
    expect(second).toMatchObject({ endpoint: "own", hasSigningSecret: false, warning: null })
    expect(second.account).not.toBe(first.account)
    expect(second.externalId).not.toBe(first.externalId)
    expect(second.sandboxStripeAccount).toBe(first.account)
    expect(await newPaymentsGoTo()).toBe(second.account)
    const begunSecond = await beginPayment(second.account)

    for (const keys of [atStripe, atSandbox, null]) {
      await connectDemo(environment(), keys)
      expect(await statusOf(first.account, begunFirst)).toBe("open")
      expect(await statusOf(second.account, begunSecond)).toBe("open")
      expect(await statusOf(second.account, begunFirst)).toBe("refused")
    }
    expect(await connectDemo(environment(), atSandbox)).toEqual(first)
    expect(await findSandboxStripeAccount(environment())).toBe(first.account)
  })

  it("goes back to the sandbox without keys", async () => {
    const cards = await connectDemo(environment(), null)
    expect(cards).toMatchObject({ account: "sandbox", endpoint: null, externalId: null, warning: null })
    expect(await newPaymentsGoTo()).toBe("sandbox")
  })

  it("stays with the sandbox and says why where a key is not taken", async () => {
    const cards = await connectDemo(environment(), { ...atStripe, secretKey: "sk_test_of0nobody0at0all" })
    const warning = "Stripe does not take the key in STRIPE_SECRET_KEY."
    expect(cards).toMatchObject({ account: "sandbox", warning })
  })

  it("keeps the account of a key that is known where Stripe is away, and says that it was not asked", async () => {
    const away = environment({ STRIPE_API_URL: nowhere })
    const { account } = await connectDemo(environment(), atStripe)
    const warning = "Stripe gave no usable answer: the key in STRIPE_SECRET_KEY was not checked."
    expect(await connectDemo(away, atStripe)).toMatchObject({ account, warning, hasSigningSecret: false })
    const fresh = { ...atStripe, secretKey: "sk_test_of0somebody0new" }
    expect(await connectDemo(away, fresh)).toMatchObject({ account: "sandbox", warning })
  })

  it.each([
    ["sk_live_real0money0key", "The demo council takes no real money"],
    ["pk_test_publishable", "STRIPE_SECRET_KEY must begin with sk_test_"],
  ])("cannot be connected with %s", async (secretKey, says) => {
    const refused = connectDemo(environment(), { ...atStripe, secretKey })
    await expect(refused).rejects.toThrow(CannotConnect)
    await expect(refused).rejects.toThrow(says)
  })
})
