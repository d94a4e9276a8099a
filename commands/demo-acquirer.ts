import { arwelVale } from "#checkout-server/demo-council/arwel-vale.ts"
import type { Outside } from "#checkout-server/outside.ts"
import { compose, credentialVault } from "#checkout-server/processes/compose.ts"
import { readSettings } from "#checkout-server/settings.ts"
import { readStripeCredentials } from "#contract/stripe-credentials.ts"
import { inTransaction } from "#db/connect.ts"
import { findBuyerIdBySlug } from "#db/queries/services.ts"
import { switchServices } from "#db/records/acquirer-accounts.ts"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import { ok } from "#domain/problem.ts"
import { connectAcquirer } from "#operations/acquirer-accounts/connect-acquirer.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"

/** Why the demo council cannot be connected, in words for a person. */
export class CannotConnect extends Error {}

/** A key and a signing secret of Stripe's test mode. */
export interface StripeTestKeys {
  readonly secretKey: string
  readonly webhookSecret: string
}

/**
 * Connects the demo council's test mode with Stripe where the start has keys, else with the sandbox, and sends its new
 * payments there. Answers the account. `environment`: the settings of the checkout. Throws `CannotConnect`.
 */
export async function connectDemo(
  environment: Readonly<Record<string, string>>,
  stripe: StripeTestKeys | null,
): Promise<string> {
  const read = readSettings(environment)
  if (!read.ok) throw new CannotConnect(read.faults.join("\n"))
  const { outside: all, close } = compose(read.settings, "connect-demo")
  const outside = { ...all, log: { ...all.log, info: () => {} } }
  try {
    const buyerId = (await findBuyerIdBySlug(outside.db, arwelVale.slug)) ?? ""
    const vault = credentialVault(read.settings)
    const acquirer =
      stripe === null ? sandboxAccount : await connectStripe(outside, vault, { buyerId, stripe })
    await inTransaction(outside.db, async (transaction) =>
      ok(await switchServices(transaction, { buyerId, mode: "test", acquirer })),
    )
    return acquirer
  } finally {
    await close()
  }
}

async function connectStripe(
  outside: Outside,
  vault: CredentialVault,
  { buyerId, stripe }: { readonly buyerId: string; readonly stripe: StripeTestKeys },
): Promise<string> {
  const { secretKey, webhookSecret } = stripe
  const entered = readStripeCredentials({ secretKey, webhookSecrets: [webhookSecret] })
  if (!entered.ok) throw new CannotConnect(`Stripe: ${entered.faults.join("; ")}`)
  const { mode, credentials } = entered
  if (mode !== "test") {
    throw new CannotConnect("The demo council takes no real money: use a key of Stripe's test mode.")
  }
  const connected = await connectAcquirer(outside, vault, { buyerId, mode, credentials })
  if (!connected.ok) throw new CannotConnect("Another start is connecting the demo council: try again.")
  return connected.value
}
