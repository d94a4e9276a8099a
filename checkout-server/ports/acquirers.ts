import type { Acquirer } from "#ports/acquirer.ts"

/** The acquirer accounts that payments are with: each payment stays with the one it began with. */
export interface Acquirers {
  /**
   * The acquirer behind an account, with its credentials. Where these are gone or cannot be read, every call on it
   * answers `not_sent(credentials)`.
   */
  of(account: string): Promise<Acquirer>
  /** Every account, for sweeps over what acquirers know. */
  all(): Promise<readonly string[]>
}
