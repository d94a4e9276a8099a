import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import type { KeyedRequest } from "#domain/idempotency.ts"
import type { KeyReading } from "#routes/middleware/api-key.ts"
import type { RequestRecordEnv } from "#routes/middleware/request-record.ts"

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
