import type { Transaction } from "#db/connect.ts"
import { apiKey, buyer, service, serviceAccount } from "#db/schema/buyers.ts"
import type { Instant } from "#domain/instant.ts"
import type { Buyer, Service, ServiceAccount } from "#domain/services/service.ts"

/** Writes a new buyer. Its code and its slug are unique. */
export async function insertBuyer(
  transaction: Transaction,
  row: Buyer & { readonly createdAt: Instant },
): Promise<void> {
  await transaction.insert(buyer).values(row)
}

/** Writes a new service with its account list. */
export async function insertService(
  transaction: Transaction,
  row: Service & { readonly createdAt: Instant },
  accounts: readonly ServiceAccount[],
): Promise<void> {
  await transaction.insert(service).values(row)
  if (accounts.length === 0) return
  await transaction
    .insert(serviceAccount)
    .values(accounts.map((account) => ({ serviceId: row.id, ...account })))
}

/** Writes a new API key: its hash, never the key. */
export async function insertApiKey(transaction: Transaction, row: typeof apiKey.$inferInsert): Promise<void> {
  await transaction.insert(apiKey).values(row)
}
