import type { ApiKey } from "#domain/api-keys/api-key.ts"
import { isKeyValid } from "#domain/api-keys/api-key.ts"
import type { Instant } from "#domain/instant.ts"
import { later, minuteMilliseconds } from "#domain/instant.ts"

/** Far more than the services of one process are busy with at once. */
const maxKeys = 1_000
/** What a key has gained meanwhile is seen after this long; what it has lost, at once. */
const memoryMilliseconds = minuteMilliseconds

/** What keys opened lately, by their digests. Only for writes that hold while the key does. */
export interface RememberedKeys {
  find(digest: string, at: Instant): ApiKey | null
  keep(digest: string, key: ApiKey, at: Instant): void
  forget(digest: string): void
}

/** Opens an empty memory; the key that was kept first is forgotten first. */
export function rememberKeys(): RememberedKeys {
  const kept = new Map<string, { readonly key: ApiKey; readonly until: Instant }>()
  return {
    find: (digest, at) => {
      const found = kept.get(digest)
      return found && at < found.until && isKeyValid(found.key, at) ? found.key : null
    },
    keep: (digest, key, at) => {
      kept.delete(digest)
      const [oldest] = kept.keys()
      if (oldest !== undefined && kept.size >= maxKeys) kept.delete(oldest)
      if (key.serviceEnabled) kept.set(digest, { key, until: later(at, memoryMilliseconds) })
    },
    forget: (digest) => void kept.delete(digest),
  }
}
