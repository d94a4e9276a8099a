import type { Outside } from "#checkout-server/outside.ts"
import type { StripeCredentials } from "#contract/stripe-credentials.ts"
import { openStripeCredentials, writeStripeCredentials } from "#contract/stripe-credentials.ts"
import { findLastObject, findUnnamedAccount } from "#db/queries/acquirer-accounts.ts"
import type { AcquirerEndpoint } from "#domain/acquirers/acquirer-account.ts"
import type { Instant } from "#domain/instant.ts"
import { secondMilliseconds } from "#domain/instant.ts"
import type { Refusal, Result } from "#domain/problem.ts"
import { ok, refuse } from "#domain/problem.ts"
import type { Mode } from "#domain/services/service.ts"
import { readCall } from "#operations/acquirer-accounts/read-call.ts"
import type { Outcome } from "#ports/acquirer.ts"
import type { EnteredAcquirer } from "#ports/acquirers.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"

const checkMilliseconds = 15 * secondMilliseconds

/** `acquirer_refused`: the acquirer does not take the credentials. `acquirer_unavailable`: it gave no usable answer. */
export type CheckProblem = "acquirer_refused" | "acquirer_unavailable"

/** Credentials that work. */
export interface CheckedCredentials {
  /** The acquirer's own id of the account that they are of. */
  readonly externalId: string
  /** The buyer's account from before that was kept, where it is the same. */
  readonly unnamed: string | null
  readonly at: Instant
}

interface Checking {
  readonly buyerId: string
  readonly mode: Mode
  readonly endpoint: AcquirerEndpoint
  readonly credentials: StripeCredentials
}

/** Asks the acquirer whose the credentials are, and whether they work. Moves no money, and writes nothing. */
export async function checkCredentials(
  outside: Outside,
  vault: CredentialVault,
  checking: Checking,
): Promise<Result<CheckedCredentials, CheckProblem>> {
  const { mode, endpoint, credentials } = checking
  const at = outside.clock.now()
  const plain = writeStripeCredentials(credentials)
  const entered = outside.acquirers.entered({ mode, endpoint, plain })
  const whose = await entered.whose(readCall(outside, checkMilliseconds))
  if (whose.kind !== "ok") return problemOf(whose)
  const listed = await entered.listChanges(readCall(outside, checkMilliseconds), { since: at })
  if (listed.kind !== "ok") return problemOf(listed)
  const unnamed = await findSameUnnamed(outside, vault, { checking, entered })
  return unnamed.ok ? ok({ externalId: whose.value, unnamed: unnamed.value, at }) : unnamed
}

function problemOf(outcome: Exclude<Outcome<unknown>, { readonly kind: "ok" }>): Refusal<CheckProblem> {
  const isRefused = outcome.kind === "not_sent" && outcome.cause === "credentials"
  return refuse(isRefused ? "acquirer_refused" : "acquirer_unavailable")
}

/**
 * An account from before acquirers' own ids were kept has the same key, or no payment that could be lost, or a payment
 * that the new credentials can see: then it is the same.
 */
async function findSameUnnamed(
  outside: Outside,
  vault: CredentialVault,
  { checking, entered }: { readonly checking: Checking; readonly entered: EnteredAcquirer },
): Promise<Result<string | null, CheckProblem>> {
  const { buyerId, mode, credentials } = checking
  const unnamed = await findUnnamedAccount(outside.db, { buyerId, mode, acquirer: "stripe" })
  if (unnamed === null) return ok(null)
  const opened = unnamed.credentials && vault.open(unnamed.id, unnamed.credentials)
  if (opened && openStripeCredentials(opened)?.secretKey === credentials.secretKey) return ok(unnamed.id)
  const last = await findLastObject(outside.db, unnamed.id)
  if (last === null) return ok(unnamed.id)
  const seen = await entered.fetch(readCall(outside, checkMilliseconds), last)
  if (seen.kind === "ok") return ok(unnamed.id)
  return seen.kind === "refused" ? ok(null) : problemOf(seen)
}
