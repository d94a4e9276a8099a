import { and, eq, isNull, like } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { apiKey, buyer, service, serviceAccount } from "#db/schema/buyers.ts"
import { webhookEndpoint } from "#db/schema/webhooks.ts"
import type { ApiKeyScope } from "#domain/api-keys/api-key.ts"
import type { Instant } from "#domain/instant.ts"
import type { Buyer, Service, ServiceAccount, Words } from "#domain/services/service.ts"

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

/** Points a buyer, its services, and its webhooks of the same path, to the buyer's new addresses. */
export async function moveBuyerSite(
  transaction: Transaction,
  site: {
    readonly buyerId: string
    readonly siteUrl: string
    readonly returnUrl: Words
    readonly webhookUrl: string
  },
): Promise<void> {
  const { buyerId, siteUrl, returnUrl, webhookUrl } = site
  await transaction.update(buyer).set({ siteUrl }).where(eq(buyer.id, buyerId))
  await transaction.update(service).set({ returnUrl }).where(eq(service.buyerId, buyerId))
  const path = new URL(webhookUrl).pathname
  await transaction
    .update(webhookEndpoint)
    .set({ url: webhookUrl })
    .where(and(eq(webhookEndpoint.buyerId, buyerId), like(webhookEndpoint.url, `http%://%${path}`)))
}

/** Writes a new API key: its hash, never the key. */
export async function insertApiKey(transaction: Transaction, row: typeof apiKey.$inferInsert): Promise<void> {
  await transaction.insert(apiKey).values(row)
}

/** Lets the key with this hash, if it is not revoked, do what `scopes` say. */
export async function setKeyScopes(
  transaction: Transaction,
  digest: string,
  scopes: readonly ApiKeyScope[],
): Promise<void> {
  await transaction
    .update(apiKey)
    .set({ scopes })
    .where(and(eq(apiKey.digest, digest), isNull(apiKey.revokedAt)))
}
