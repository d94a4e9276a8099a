import type { Context, MiddlewareHandler } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import { idempotencyKeyHeader } from "#contract/idempotency-key.ts"
import { findApiKeyByDigest } from "#db/queries/api-keys.ts"
import type { ApiKey, ApiKeyScope } from "#domain/api-keys/api-key.ts"
import { isKeyValid, readApiKey } from "#domain/api-keys/api-key.ts"
import { answerError } from "#routes/buyer-api/answer-error.ts"
import type { BuyerApiEnv, KeyReading } from "#routes/buyer-api/environment.ts"
import type { RememberedKeys } from "#routes/middleware/remembered-keys.ts"

type KeyOutside = Pick<Outside, "db" | "clock" | "secrets">

/** Lets a request through whose bearer key is valid and has `scope`; sets `key`. Else 401 CP0001 or 403 P0930. */
export function requireKey(outside: KeyOutside, scope: ApiKeyScope): MiddlewareHandler<BuyerApiEnv> {
  return async (c, next) => {
    const read = await readKey(outside, c, scope)
    if (!read.ok) return answerError(c, [{ name: read.error }])
    c.set("key", read.key)
    return await next()
  }
}

/**
 * The same for a handler that writes nothing unless `key` still holds at that moment: a key that opened it a moment ago
 * is taken on trust. Sets `readKeyAgain` for the case that it does not. A refusal always comes from a fresh look.
 */
export function trustKey(
  outside: KeyOutside,
  scope: ApiKeyScope,
  remembered: RememberedKeys,
): MiddlewareHandler<BuyerApiEnv> {
  return async (c, next) => {
    const digest = outside.secrets.digest(keyText(c))
    c.set("readKeyAgain", async () => {
      remembered.forget(digest)
      return await readKey(outside, c, scope)
    })
    // An answer that is kept is found and written without a look at the key.
    const isKeyed = c.req.header(idempotencyKeyHeader) !== undefined
    const trusted = isKeyed ? null : remembered.find(digest, outside.clock.now())
    const read = trusted === null ? await readKey(outside, c, scope) : { ok: true as const, key: trusted }
    if (!read.ok) return answerError(c, [{ name: read.error }])
    if (trusted === null) remembered.keep(digest, read.key, outside.clock.now())
    c.set("keyId", read.key.id)
    c.set("key", read.key)
    return await next()
  }
}

async function readKey(
  outside: KeyOutside,
  c: Context<BuyerApiEnv>,
  scope: ApiKeyScope,
): Promise<KeyReading> {
  const key = await findKey(outside, keyText(c))
  if (!key) return { ok: false, error: "key_invalid" }
  c.set("keyId", key.id)
  return key.scopes.includes(scope) ? { ok: true, key } : { ok: false, error: "scope_missing" }
}

function keyText(c: Context<BuyerApiEnv>): string {
  const [, text = ""] = /^Bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "") ?? []
  return text
}

/** Unknown, revoked and expired keys look alike: the answer says nothing about which keys exist. */
async function findKey(outside: KeyOutside, text: string): Promise<ApiKey | null> {
  const claimed = readApiKey(text)
  if (!claimed) return null
  const key = await findApiKeyByDigest(outside.db, outside.secrets.digest(text))
  return key && key.mode === claimed.mode && isKeyValid(key, outside.clock.now()) ? key : null
}
