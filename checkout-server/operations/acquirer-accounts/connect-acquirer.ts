import type { Outside } from "#checkout-server/outside.ts"
import type { StripeCredentials } from "#contract/stripe-credentials.ts"
import { openStripeCredentials, writeStripeCredentials } from "#contract/stripe-credentials.ts"
import type { Transaction } from "#db/connect.ts"
import { inRepeatableTransaction } from "#db/connect.ts"
import { findAcquirerAccount, findAcquirerAccountNamed } from "#db/queries/acquirer-accounts.ts"
import { insertAcquirerAccount, reconnectAccount } from "#db/records/acquirer-accounts.ts"
import type { AcquirerAccount, AcquirerEndpoint } from "#domain/acquirers/acquirer-account.ts"
import type { Instant } from "#domain/instant.ts"
import type { Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Mode } from "#domain/services/service.ts"
import type { CheckProblem } from "#operations/acquirer-accounts/check-credentials.ts"
import { checkCredentials } from "#operations/acquirer-accounts/check-credentials.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"

/** A buyer's credentials with Stripe, as somebody entered them. */
export interface Connecting {
  readonly buyerId: string
  readonly mode: Mode
  readonly endpoint: AcquirerEndpoint
  readonly credentials: StripeCredentials
}

/** What came of it. */
export interface Connected {
  readonly account: string
  /** Stripe's own id of it. */
  readonly externalId: string
  /** False: the account was known, and has new credentials. */
  readonly isNew: boolean
  /** How many signing secrets it now has. */
  readonly signingSecrets: number
}

type ConnectProblem = CheckProblem | "acquirer_of_another_buyer" | "acquirer_changed"

/**
 * Keeps a buyer's credentials with Stripe, encrypted, after Stripe has said whose they are and they have worked: before
 * that nothing is written. Those of an account that is known replace its own; those of any other become another account,
 * beside the first, whose payments finish where they are. Where no signing secret was entered, the account keeps what it
 * has. No payment goes there before the services are switched.
 */
export async function connectAcquirer(
  outside: Outside,
  vault: CredentialVault,
  connecting: Connecting,
): Promise<Result<Connected, ConnectProblem>> {
  const checked = await checkCredentials(outside, vault, connecting)
  if (!checked.ok) return checked
  const { externalId, unnamed, at } = checked.value
  const fresh = `stripe_${outside.ids.next()}`
  const connected = await inRepeatableTransaction(
    outside.db,
    async (transaction): Promise<Result<Connected, ConnectProblem>> => {
      const known = await findKnown(transaction, connecting, { externalId, unnamed })
      if (known !== null && known.buyerId !== connecting.buyerId) return refuse("acquirer_of_another_buyer")
      const entered = { connecting, externalId, at }
      return known === null
        ? await insert(transaction, vault, fresh, entered)
        : await replace(transaction, vault, known, entered)
    },
  )
  if (connected.ok) {
    const { account, isNew } = connected.value
    const { buyerId, mode } = connecting
    outside.log.info({ account, buyer_id: buyerId, mode, is_new: isNew }, "acquirer connected")
  }
  return connected
}

async function findKnown(
  transaction: Transaction,
  { mode, endpoint }: Connecting,
  { externalId, unnamed }: { readonly externalId: string; readonly unnamed: string | null },
): Promise<AcquirerAccount | null> {
  const named = await findAcquirerAccountNamed(transaction, {
    acquirer: "stripe",
    endpoint,
    mode,
    externalId,
  })
  return named ?? (unnamed === null ? null : await findAcquirerAccount(transaction, unnamed))
}

interface Entered {
  readonly connecting: Connecting
  readonly externalId: string
  /** When the credentials worked. */
  readonly at: Instant
}

async function insert(
  transaction: Transaction,
  vault: CredentialVault,
  id: string,
  { connecting, externalId, at }: Entered,
): Promise<Result<Connected, "acquirer_changed">> {
  const { buyerId, mode, endpoint, credentials } = connecting
  const isInserted = await insertAcquirerAccount(transaction, {
    id,
    acquirer: "stripe",
    mode,
    buyerId,
    endpoint,
    externalId,
    credentials: vault.seal(id, writeStripeCredentials(credentials)),
    version: 1,
    createdAt: at,
    testedAt: at,
  })
  const signingSecrets = credentials.webhookSecrets.length
  return isInserted
    ? ok({ account: id, externalId, isNew: true, signingSecrets })
    : refuse("acquirer_changed")
}

async function replace(
  transaction: Transaction,
  vault: CredentialVault,
  { id, version, credentials: before }: AcquirerAccount,
  { connecting: { endpoint, credentials }, externalId, at }: Entered,
): Promise<Result<Connected, "acquirer_changed">> {
  const opened = before && vault.open(id, before)
  const kept = opened ? (openStripeCredentials(opened)?.webhookSecrets ?? []) : []
  const webhookSecrets = credentials.webhookSecrets.length > 0 ? credentials.webhookSecrets : kept
  const sealed = vault.seal(id, writeStripeCredentials({ ...credentials, webhookSecrets }))
  const change = { id, version, credentials: sealed, endpoint, externalId, testedAt: at }
  if (!(await reconnectAccount(transaction, change))) return refuse("acquirer_changed")
  return ok({ account: id, externalId, isNew: false, signingSecrets: webhookSecrets.length })
}
