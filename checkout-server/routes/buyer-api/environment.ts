import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import type { KeyedRequest } from "#domain/idempotency.ts"
import type { RequestRecordEnv } from "#routes/middleware/request-record.ts"

/** A key that opens the operation, or the API's error that says why there is none. */
export type KeyReading =
  | { readonly ok: true; readonly key: ApiKey }
  | { readonly ok: false; readonly error: "key_invalid" | "scope_missing" }

/** What a request to `/v1` carries on its way to its handler. */
export interface BuyerApiEnv {
  Variables: RequestRecordEnv["Variables"] & {
    /** Where error types are explained, without a trailing slash. */
    docsUrl: string
    /** The operation it reached; unset on unknown paths. */
    route?: BuyerApiRoute
    /** The key it came with; set by `requireKey`. */
    key: ApiKey
    /** Looks at the key itself, for a handler that `trustKey` let through. */
    readKeyAgain: () => Promise<KeyReading>
    /** What it is known by when it is repeated; unset without an `Idempotency-Key`. */
    keyedRequest?: KeyedRequest
  }
}
