import { arwelVale } from "#checkout-server/demo-council/arwel-vale.ts"
import type { Outside } from "#checkout-server/outside.ts"
import { compose, credentialVault } from "#checkout-server/processes/compose.ts"
import { readSettings } from "#checkout-server/settings.ts"
import { readStripeCredentials } from "#contract/stripe-credentials.ts"
import { inTransaction } from "#db/connect.ts"
import { findAcquirerAccount, findAcquirerAccountsOfBuyer } from "#db/queries/acquirer-accounts.ts"
import { findBuyerIdBySlug } from "#db/queries/services.ts"
import { switchServices } from "#db/records/acquirer-accounts.ts"
import type { AcquirerEndpoint } from "#domain/acquirers/acquirer-account.ts"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import { ok } from "#domain/problem.ts"
import { connectAcquirer } from "#operations/acquirer-accounts/connect-acquirer.ts"
import { findAccountOfKey } from "#operations/acquirer-accounts/find-account-of-key.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"
import { faultLines } from "./acquirer-arguments.ts"
import { plainLog } from "./plain-log.ts"
import type { Secrets } from "./secrets.ts"
import type { Settings } from "./settings.ts"

/** Why the demo council cannot be connected, in words for a person. */
export class CannotConnect extends Error {}

/** A key and a signing secret of Stripe's test mode, or of the sandbox as it speaks Stripe's words. */
export interface StripeTestKeys {
  readonly endpoint: AcquirerEndpoint
  readonly secretKey: string
  /** Null until the webhook endpoint is made. */
  readonly webhookSecret: string | null
}

/** Where the demo council's cards are taken from now on. */
export interface DemoCards {
  readonly account: string
  readonly endpoint: AcquirerEndpoint | null
  /** The acquirer's own id of the account; null for the sandbox. */
  readonly externalId: string | null
  /** Whether events can be told from forged ones. */
  readonly hasSigningSecret: boolean
  /** What did not go as it was asked for, in words for a person. */
  readonly warning: string | null
  /** The council's account with the sandbox as it speaks Stripe's words, where payments may still finish. */
  readonly sandboxStripeAccount: string | null
}

type Chosen = Pick<DemoCards, "account" | "hasSigningSecret" | "warning">

/** The keys that the settings ask for: a person's own, or those of the sandbox acquirer; null for neither. */
export function stripeKeys({ demoAcquirer }: Settings, secrets: Secrets): StripeTestKeys | null {
  switch (demoAcquirer.kind) {
    case "sandbox":
      return null
    case "stripe":
      return { ...demoAcquirer, endpoint: "own" }
    case "stripe-sandbox":
      return {
        endpoint: "sandbox",
        secretKey: secrets.sandbox_stripe_secret_key,
        webhookSecret: secrets.sandbox_stripe_webhook_secret,
      }
  }
}

/**
 * Connects the demo council's test mode with Stripe where the start has keys, else with the sandbox, and sends its new
 * payments there. Keys that do not work leave it with the sandbox. `environment`: the settings of the checkout. Throws
 * `CannotConnect` for keys that cannot be any.
 */
export async function connectDemo(
  environment: Readonly<Record<string, string>>,
  stripe: StripeTestKeys | null,
): Promise<DemoCards> {
  return await withDemo(environment, async ({ outside, vault, buyerId }) => {
    const chosen = await choose(outside, vault, { buyerId, stripe })
    await inTransaction(outside.db, async (transaction) =>
      ok(await switchServices(transaction, { buyerId, mode: "test", acquirer: chosen.account })),
    )
    return await describe(outside, buyerId, chosen)
  })
}

/** The demo council's account with the sandbox as it speaks Stripe's words; null where it has none yet. */
export async function findSandboxStripeAccount(
  environment: Readonly<Record<string, string>>,
): Promise<string | null> {
  return await withDemo(environment, async ({ outside, buyerId }) => await sandboxStripeOf(outside, buyerId))
}

interface Demo {
  readonly outside: Outside
  readonly vault: CredentialVault
  readonly buyerId: string
}

async function withDemo<T>(
  environment: Readonly<Record<string, string>>,
  work: (demo: Demo) => Promise<T>,
): Promise<T> {
  const read = readSettings(environment)
  if (!read.ok) throw new CannotConnect(read.faults.join("\n"))
  const { outside, close } = compose(read.settings, "connect-demo", plainLog)
  try {
    const buyerId = (await findBuyerIdBySlug(outside.db, arwelVale.slug)) ?? ""
    return await work({ outside, vault: credentialVault(read.settings), buyerId })
  } finally {
    await close()
  }
}

async function sandboxStripeOf(outside: Outside, buyerId: string): Promise<string | null> {
  const owner = { buyerId, mode: "test", acquirer: "stripe" } as const
  const accounts = await findAcquirerAccountsOfBuyer(outside.db, owner)
  return accounts.find(({ endpoint }) => endpoint === "sandbox")?.id ?? null
}

async function describe(outside: Outside, buyerId: string, chosen: Chosen): Promise<DemoCards> {
  const found = await findAcquirerAccount(outside.db, chosen.account)
  return {
    ...chosen,
    endpoint: found?.endpoint ?? null,
    externalId: found?.externalId ?? null,
    sandboxStripeAccount: await sandboxStripeOf(outside, buyerId),
  }
}

interface Choosing {
  readonly buyerId: string
  readonly stripe: StripeTestKeys | null
}

const sandbox: Chosen = { account: sandboxAccount, hasSigningSecret: true, warning: null }

async function choose(
  outside: Outside,
  vault: CredentialVault,
  { buyerId, stripe }: Choosing,
): Promise<Chosen> {
  if (stripe === null) return sandbox
  const { endpoint, secretKey, webhookSecret } = stripe
  const entered = readStripeCredentials({
    secretKey,
    webhookSecret: webhookSecret ?? undefined,
    webhookSecretBefore: undefined,
  })
  if (!entered.ok) throw new CannotConnect(faultLines(entered.faults).join("\n"))
  const { mode, credentials } = entered
  if (mode !== "test") {
    throw new CannotConnect("The demo council takes no real money: use a key of Stripe's test mode.")
  }
  const connected = await connectAcquirer(outside, vault, { buyerId, mode, endpoint, credentials })
  if (connected.ok) {
    const { account, signingSecrets } = connected.value
    return { account, hasSigningSecret: signingSecrets > 0, warning: null }
  }
  switch (connected.problem) {
    case "acquirer_refused":
      return { ...sandbox, warning: "Stripe does not take the key in STRIPE_SECRET_KEY." }
    case "acquirer_of_another_buyer":
      return { ...sandbox, warning: "The key in STRIPE_SECRET_KEY is of an account of another buyer." }
    case "acquirer_changed":
      throw new CannotConnect("Another start is connecting the demo council: try again.")
    case "acquirer_unavailable": {
      const known = await findAccountOfKey(outside, vault, { buyerId, mode, secretKey })
      const warning = "Stripe gave no usable answer: the key in STRIPE_SECRET_KEY was not checked."
      if (known === null) return { ...sandbox, warning }
      return { account: known.account, hasSigningSecret: known.signingSecrets > 0, warning }
    }
  }
}
