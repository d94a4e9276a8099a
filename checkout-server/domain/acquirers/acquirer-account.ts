import type { Instant } from "#domain/instant.ts"
import { exactPence, type Pence, paymentAmountLimits } from "#domain/money.ts"
import type { Mode } from "#domain/services/service.ts"

/** Whose cards are taken: the built-in sandbox, or a company that really takes them. */
export const acquirerNames = ["sandbox", "stripe"] as const
export type AcquirerName = (typeof acquirerNames)[number]

/** Where an acquirer is reached: at its own address, or at the sandbox acquirer, which speaks its words. */
export const acquirerEndpoints = ["own", "sandbox"] as const
export type AcquirerEndpoint = (typeof acquirerEndpoints)[number]

/** The account of test mode that everybody has: nothing to connect, no real money. */
export const sandboxAccount = "sandbox"

/**
 * A buyer's account with an acquirer. Its id is stored with every payment and every object of the acquirer: `sandbox`,
 * or the acquirer's name, `_`, and an id of ours.
 */
export interface AcquirerAccount {
  readonly id: string
  readonly acquirer: AcquirerName
  readonly mode: Mode
  /** Null for the sandbox, which belongs to nobody. */
  readonly buyerId: string | null
  /** Where its calls go. Null, as `externalId`, for the sandbox, and until an account from before it was kept is connected again. */
  readonly endpoint: AcquirerEndpoint | null
  /** The acquirer's own id of the account, which credentials are replaced by only for the same: Stripe's `acct_…`. */
  readonly externalId: string | null
  /** Sealed; null for the sandbox, which needs none. */
  readonly credentials: SealedCredentials | null
  /** Grows with each change of the credentials. */
  readonly version: number
  readonly createdAt: Instant
  /** When its credentials last proved right. */
  readonly testedAt: Instant | null
}

/**
 * Credentials encrypted with a key of their own, which is encrypted with the key that `keyId` names: replacing that one
 * touches no credentials. Base64.
 */
export interface SealedCredentials {
  readonly keyId: string
  readonly wrappedKey: string
  readonly body: string
}

/** The acquirer behind an account, as buyers know it. */
export function acquirerOf(account: string): AcquirerName {
  return acquirerNames.find((name) => account === name || account.startsWith(`${name}_`)) ?? "sandbox"
}

/** The least that one payment may be, by acquirer. Source: Stripe's minimum charge for GBP. */
const leastAmounts: Readonly<Record<AcquirerName, Pence>> = {
  sandbox: exactPence(paymentAmountLimits.min),
  stripe: exactPence(30),
}

/** The least that the acquirer behind an account takes in one payment. */
export function leastAmountOf(account: string): Pence {
  return leastAmounts[acquirerOf(account)]
}
