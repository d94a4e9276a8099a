import { and, eq, sql } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { acquirerAccount, service } from "#db/schema/buyers.ts"
import type {
  AcquirerAccount,
  AcquirerEndpoint,
  SealedCredentials,
} from "#domain/acquirers/acquirer-account.ts"
import type { Instant } from "#domain/instant.ts"
import type { Mode } from "#domain/services/service.ts"

/** Writes a new account; false where somebody else just has. PostgreSQL refuses one without an owner or credentials. */
export async function insertAcquirerAccount(
  transaction: Transaction,
  row: AcquirerAccount,
): Promise<boolean> {
  const inserted = await transaction
    .insert(acquirerAccount)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: acquirerAccount.id })
  return inserted.length === 1
}

/** What is replaced of an account: false where somebody else did so since `version`. */
interface Replacement {
  readonly id: string
  readonly version: number
  readonly credentials: SealedCredentials
}

/** Replaces the credentials of an account by others of the same, which have just proved right. */
export async function reconnectAccount(
  transaction: Transaction,
  change: Replacement & {
    readonly endpoint: AcquirerEndpoint
    readonly externalId: string
    readonly testedAt: Instant
  },
): Promise<boolean> {
  const { endpoint, externalId, testedAt } = change
  return await replace(transaction, change, { endpoint, externalId, testedAt })
}

/** Replaces how the same credentials are sealed. */
export async function replaceSeal(transaction: Transaction, change: Replacement): Promise<boolean> {
  return await replace(transaction, change, {})
}

async function replace(
  transaction: Transaction,
  { id, version, credentials }: Replacement,
  more: Partial<Pick<AcquirerAccount, "endpoint" | "externalId" | "testedAt">>,
): Promise<boolean> {
  const updated = await transaction
    .update(acquirerAccount)
    .set({ ...more, credentials, version: sql`${acquirerAccount.version} + 1` })
    .where(and(eq(acquirerAccount.id, id), eq(acquirerAccount.version, version)))
    .returning({ id: acquirerAccount.id })
  return updated.length === 1
}

/** Notes that an account's credentials proved right; those that have been replaced meanwhile did not. */
export async function recordTested(
  transaction: Transaction,
  tested: { readonly id: string; readonly version: number; readonly at: Instant },
): Promise<void> {
  await transaction
    .update(acquirerAccount)
    .set({ testedAt: tested.at })
    .where(and(eq(acquirerAccount.id, tested.id), eq(acquirerAccount.version, tested.version)))
}

/** Sends the new payments of a buyer's services of one mode to an account. Returns how many services there are. */
export async function switchServices(
  transaction: Transaction,
  change: { readonly buyerId: string; readonly mode: Mode; readonly acquirer: string },
): Promise<number> {
  const { buyerId, mode, acquirer } = change
  const switched = await transaction
    .update(service)
    .set({ acquirer })
    .where(and(eq(service.buyerId, buyerId), eq(service.mode, mode)))
    .returning({ id: service.id })
  return switched.length
}
