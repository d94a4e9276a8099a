import type { SealedCredentials } from "#domain/acquirers/acquirer-account.ts"

/** Encrypts credentials for storage. Each has a key of its own; a keyring from the settings encrypts only those. */
export interface CredentialVault {
  /** Encrypts under the newest key of the ring. `account` is bound in: what is sealed for one opens for no other. */
  seal(account: string, plain: string): SealedCredentials
  /** Null where the ring has no such key, or where the text was altered. */
  open(account: string, sealed: SealedCredentials): string | null
  /** The same credentials under the newest key of the ring; null where they cannot be opened. */
  rewrap(account: string, sealed: SealedCredentials): SealedCredentials | null
}
