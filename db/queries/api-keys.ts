import { eq, sql } from "drizzle-orm"
import type { Database } from "#db/connect.ts"
import { prebuilt } from "#db/prebuilt.ts"
import { apiKey, service } from "#db/schema/buyers.ts"
import type { ApiKey, ApiKeyScope } from "#domain/api-keys/api-key.ts"
import { apiKeyScopes } from "#domain/api-keys/api-key.ts"

const byDigest = prebuilt((database) =>
  database
    .select({
      id: apiKey.id,
      serviceId: apiKey.serviceId,
      serviceEnabled: service.enabled,
      acquirer: service.acquirer,
      buyerId: apiKey.buyerId,
      mode: apiKey.mode,
      reach: apiKey.reach,
      scopes: apiKey.scopes,
      expiresAt: apiKey.expiresAt,
      revokedAt: apiKey.revokedAt,
    })
    .from(apiKey)
    .innerJoin(service, eq(service.id, apiKey.serviceId))
    .where(eq(apiKey.digest, sql.placeholder("digest")))
    .prepare("api_key_by_digest"),
)

/**
 * The key whose SHA-256 (lower-case hex) this is, with what stands of its service, revoked and expired ones too; null
 * where there is none. Read for every request: a revocation holds from the next one on.
 */
export async function findApiKeyByDigest(database: Database, digest: string): Promise<ApiKey | null> {
  const [row] = await byDigest(database).execute({ digest })
  return row ? { ...row, scopes: row.scopes.filter(isKnownScope) } : null
}

/** A scope that this version does not know opens nothing. */
function isKnownScope(scope: string): scope is ApiKeyScope {
  return (apiKeyScopes as readonly string[]).includes(scope)
}
