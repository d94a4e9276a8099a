import type { Database } from "#db/connect.ts"
import type { Mode } from "#domain/services/service.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import type { Clock } from "#ports/clock.ts"
import type { Ids } from "#ports/ids.ts"
import type { KeyedSecrets } from "#ports/keyed-secrets.ts"
import type { Log } from "#ports/log.ts"
import type { WebhookSender } from "#ports/webhook-sender.ts"

/** Everything that is not pure, in one record: built by the two process files, or by a test. */
export interface Outside {
  readonly db: Database
  /** The mode of this deployment's public payment pages. API keys decide their own. */
  readonly mode: Mode
  /** The acquirer of test mode. Live mode gets its own when a real acquirer is connected. */
  readonly acquirer: Acquirer
  readonly clock: Clock
  readonly ids: Ids
  readonly secrets: KeyedSecrets
  readonly webhookSender: WebhookSender
  readonly log: Log
  readonly addresses: Addresses
  readonly limits: CallLimits
}

/** Public addresses, without a trailing slash. */
export interface Addresses {
  /** The checkout, as browsers and buyers reach it: `https://pay.example`. */
  readonly checkout: string
}

/** Total time allowed for each call to the acquirer, in milliseconds. */
export interface CallLimits {
  readonly authorise: number
  readonly prepare: number
  readonly capture: number
  readonly fetch: number
}
