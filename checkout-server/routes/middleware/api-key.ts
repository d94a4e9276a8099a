import type { MiddlewareHandler } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import { findApiKeyByDigest } from "#db/queries/api-keys.ts"
import type { ApiKey, ApiKeyScope } from "#domain/api-keys/api-key.ts"
import { isKeyValid, readApiKey } from "#domain/api-keys/api-key.ts"
import { answerError } from "#routes/buyer-api/answer-error.ts"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"

type KeyOutside = Pick<Outside, "db" | "clock" | "secrets">

/** Lets a request through whose bearer key is valid and has `scope`; sets `key`. Else 401 CP0001 or 403 P0930. */
export function requireKey(outside: KeyOutside, scope: ApiKeyScope): MiddlewareHandler<BuyerApiEnv> {
  return async (c, next) => {
    const key = await findKey(outside, c.req.header("Authorization") ?? "")
    if (!key) return answerError(c, [{ name: "key_invalid" }])
    c.set("keyId", key.id)
    if (!key.scopes.includes(scope)) return answerError(c, [{ name: "scope_missing" }])
    c.set("key", key)
    return await next()
  }
}

/** Unknown, revoked and expired keys look alike: the answer says nothing about which keys exist. */
async function findKey(outside: KeyOutside, authorization: string): Promise<ApiKey | null> {
  const [, text = ""] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
  const claimed = readApiKey(text)
  if (!claimed) return null
  const key = await findApiKeyByDigest(outside.db, outside.secrets.digest(text))
  return key && key.mode === claimed.mode && isKeyValid(key, outside.clock.now()) ? key : null
}
