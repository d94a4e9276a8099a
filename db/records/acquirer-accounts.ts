import { and, eq, sql } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { acquirerAccount, service } from "#db/schema/buyers.ts"
import type { AcquirerAccount, SealedCredentials } from "#domain/acquirers/acquirer-account.ts"
import type { Instant } from "#domain/instant.ts"
import type { Mode } from "#domain/services/service.ts"

/** Writes a new account. PostgreSQL refuses one without an owner or without credentials. */
export async function insertAcquirerAccount(transaction: Transaction, row: AcquirerAccount): Promise<void> {
  await transaction.insert(acquirerAccount).values(row)
}

/** Replaces the credentials of an account. False where somebody else did so since `version`. */
export async function replaceCredentials(
  transaction: Transaction,
  change: {
    readonly id: string
    readonly version: number
    readonly credentials: SealedCredentials
  },
): Promise<boolean> {
  const { id, version, credentials } = change
  const updated = await transaction
    .update(acquirerAccount)
    .set({
      credentials,
      version: sql`${acquirerAccount.version} + 1`,
    })
    .where(and(eq(acquirerAccount.id, id), eq(acquirerAccount.version, version)))
    .returning({ id: acquirerAccount.id })
  return updated.length === 1
}

/** Notes that an account's credentials proved right. */
export async function recordTested(
  transaction: Transaction,
  tested: { readonly id: string; readonly at: Instant },
): Promise<void> {
  await transaction
    .update(acquirerAccount)
    .set({ testedAt: tested.at })
    .where(eq(acquirerAccount.id, tested.id))
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
