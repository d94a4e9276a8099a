import { and, asc, eq } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { acquirerAccount } from "#db/schema/buyers.ts"
import type { AcquirerAccount, AcquirerName } from "#domain/acquirers/acquirer-account.ts"
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

/** A buyer's account with an acquirer in one mode; null where there is none. */
export async function findAcquirerAccountOfBuyer(
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
      ),
    )
  return row ?? null
}
