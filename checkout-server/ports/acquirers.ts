import type { AcquirerEndpoint } from "#domain/acquirers/acquirer-account.ts"
import type { Mode } from "#domain/services/service.ts"
import type { Acquirer, AcquirerCall, Outcome } from "#ports/acquirer.ts"

/** The acquirer accounts that payments are with: each payment stays with the one it began with. */
export interface Acquirers {
  /**
   * The acquirer behind an account, with its credentials. Where these are gone or cannot be read, every call on it
   * answers `not_sent(credentials)`.
   */
  of(account: string): Promise<Acquirer>
  /** Every account, for sweeps over what acquirers know. */
  all(): Promise<readonly string[]>
  /** The acquirer behind credentials that nobody keeps yet: to learn whose they are, and whether they work. */
  entered(credentials: EnteredCredentials): EnteredAcquirer
}

/** What somebody has entered. */
export interface EnteredCredentials {
  readonly mode: Mode
  readonly endpoint: AcquirerEndpoint
  /** As they would be sealed. */
  readonly plain: string
}

/** What can be asked with credentials that nobody keeps: all of it moves no money. */
export interface EnteredAcquirer extends Pick<Acquirer, "fetch" | "listChanges"> {
  /** The acquirer's own id of the account that the credentials are of. */
  whose(call: AcquirerCall): Promise<Outcome<string>>
}
