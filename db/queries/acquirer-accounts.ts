import { and, asc, desc, eq, isNotNull, isNull } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { acquirerAccount, buyer, service } from "#db/schema/buyers.ts"
import { acquirerObject } from "#db/schema/operations.ts"
import type { AcquirerAccount, AcquirerEndpoint, AcquirerName } from "#domain/acquirers/acquirer-account.ts"
import type { Mode } from "#domain/services/service.ts"

/** The account with this id; null where there is none. */
export async function findAcquirerAccount(reader: Reader, id: string): Promise<AcquirerAccount | null> {
  const [row] = await reader.select().from(acquirerAccount).where(eq(acquirerAccount.id, id))
  return row ?? null
}

/** Every account, the oldest first. */
export async function findAcquirerAccounts(reader: Reader): Promise<readonly AcquirerAccount[]> {
  return await reader
    .select()
    .from(acquirerAccount)
    .orderBy(asc(acquirerAccount.createdAt), asc(acquirerAccount.id))
}

/** A buyer's accounts with an acquirer in one mode, the oldest first. */
export async function findAcquirerAccountsOfBuyer(
  reader: Reader,
  owner: { readonly buyerId: string; readonly mode: Mode; readonly acquirer: AcquirerName },
): Promise<readonly AcquirerAccount[]> {
  const { buyerId, mode, acquirer } = owner
  return await reader
    .select()
    .from(acquirerAccount)
    .where(
      and(
        eq(acquirerAccount.buyerId, buyerId),
        eq(acquirerAccount.mode, mode),
        eq(acquirerAccount.acquirer, acquirer),
      ),
    )
    .orderBy(asc(acquirerAccount.createdAt), asc(acquirerAccount.id))
}

/** An account by what its acquirer calls it; null where nobody has connected it. */
export async function findAcquirerAccountNamed(
  reader: Reader,
  name: {
    readonly acquirer: AcquirerName
    readonly endpoint: AcquirerEndpoint
    readonly mode: Mode
    readonly externalId: string
  },
): Promise<AcquirerAccount | null> {
  const { acquirer, endpoint, mode, externalId } = name
  const [row] = await reader
    .select()
    .from(acquirerAccount)
    .where(
      and(
        eq(acquirerAccount.acquirer, acquirer),
        eq(acquirerAccount.endpoint, endpoint),
        eq(acquirerAccount.mode, mode),
        eq(acquirerAccount.externalId, externalId),
      ),
    )
  return row ?? null
}

/** A buyer's account from before the acquirer's own name of it was kept; null where there is none. */
export async function findUnnamedAccount(
  reader: Reader,
  owner: { readonly buyerId: string; readonly mode: Mode; readonly acquirer: AcquirerName },
): Promise<AcquirerAccount | null> {
  const { buyerId, mode, acquirer } = owner
  const [row] = await reader
    .select()
    .from(acquirerAccount)
    .where(
      and(
        eq(acquirerAccount.buyerId, buyerId),
        eq(acquirerAccount.mode, mode),
        eq(acquirerAccount.acquirer, acquirer),
        isNull(acquirerAccount.externalId),
      ),
    )
  return row ?? null
}

/** The acquirer's id of the last payment that was made with an account; null where there is none. */
export async function findLastObject(reader: Reader, account: string): Promise<string | null> {
  const [row] = await reader
    .select({ externalId: acquirerObject.externalId })
    .from(acquirerObject)
    .where(eq(acquirerObject.acquirer, account))
    .orderBy(desc(acquirerObject.createdAt), desc(acquirerObject.externalId))
    .limit(1)
  return row?.externalId ?? null
}

/** A service whose new payments go to an account. */
export interface ServiceOfAccount {
  readonly account: string | null
  readonly buyer: string
  readonly service: string
}

/** The services of every buyer and where their new payments go, by their addresses. */
export async function findServicesOfAccounts(reader: Reader): Promise<readonly ServiceOfAccount[]> {
  return await reader
    .select({ account: service.acquirer, buyer: buyer.slug, service: service.slug })
    .from(service)
    .innerJoin(buyer, eq(buyer.id, service.buyerId))
    .where(isNotNull(service.acquirer))
    .orderBy(asc(buyer.slug), asc(service.slug))
}
