import type { Database } from "#db/connect.ts"
import type { Mode } from "#domain/services/service.ts"
import type { Acquirer } from "#ports/acquirer.ts"
import type { Acquirers } from "#ports/acquirers.ts"
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
  readonly acquirers: Acquirers
  readonly clock: Clock
  readonly ids: Ids
  readonly secrets: KeyedSecrets
  readonly webhookSender: WebhookSender
  readonly log: Log
  readonly addresses: Addresses
  readonly limits: CallLimits
}

/** The same with one acquirer in hand: for a look into its books and its list of changes. */
export interface AcquirerOutside extends Outside {
  readonly acquirer: Acquirer
}

/** Goes through the accounts, one after the other, each with its acquirer in hand. */
export async function forEachAcquirer(
  outside: Outside,
  visit: (outside: AcquirerOutside) => Promise<void>,
): Promise<void> {
  for (const account of await outside.acquirers.all()) {
    await visit(await withAcquirer(outside, account))
  }
}

/** Takes the acquirer of one account in hand. */
export async function withAcquirer(outside: Outside, account: string): Promise<AcquirerOutside> {
  return { ...outside, acquirer: await outside.acquirers.of(account) }
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
