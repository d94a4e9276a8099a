import { eq } from "drizzle-orm"
import type { Reader } from "#db/connect.ts"
import { apiKey } from "#db/schema/buyers.ts"
import type { ApiKey, ApiKeyScope } from "#domain/api-keys/api-key.ts"
import { apiKeyScopes } from "#domain/api-keys/api-key.ts"

/** The key whose SHA-256 (lower-case hex) this is, revoked and expired ones too; null where there is none. */
export async function findApiKeyByDigest(reader: Reader, digest: string): Promise<ApiKey | null> {
  const [row] = await reader
    .select({
      id: apiKey.id,
      serviceId: apiKey.serviceId,
      buyerId: apiKey.buyerId,
      mode: apiKey.mode,
      reach: apiKey.reach,
      scopes: apiKey.scopes,
      expiresAt: apiKey.expiresAt,
      revokedAt: apiKey.revokedAt,
    })
    .from(apiKey)
    .where(eq(apiKey.digest, digest))
  return row ? { ...row, scopes: row.scopes.filter(isKnownScope) } : null
}

/** A scope that this version does not know opens nothing. */
function isKnownScope(scope: string): scope is ApiKeyScope {
  return (apiKeyScopes as readonly string[]).includes(scope)
}
