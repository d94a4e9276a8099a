import { closedAcquirer } from "#checkout-server/processes/closed-acquirer.ts"
import type { StripeCredentials } from "#contract/stripe-credentials.ts"
import { openStripeCredentials } from "#contract/stripe-credentials.ts"
import type { Database } from "#db/connect.ts"
import { findAcquirerAccount, findAcquirerAccounts } from "#db/queries/acquirer-accounts.ts"
import type { Outcome } from "#ports/acquirer.ts"
import type { Acquirers, EnteredAcquirer } from "#ports/acquirers.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"
import { ScriptedAcquirer } from "#tests/support/scripted-acquirer.ts"

/** Stripe as a test scripts it: whose each key is, and what each account answers. Other keys are refused. */
export class StripeAccounts {
  readonly accounts = new Map<string, ScriptedAcquirer>()
  readonly #keys = new Map<string, string>()

  /** Makes a key of an account, and the account with its first. Any key before stays good until it is revoked. */
  key(externalId: string, secretKey: string): StripeCredentials {
    this.#keys.set(secretKey, externalId)
    if (!this.accounts.has(externalId)) this.accounts.set(externalId, new ScriptedAcquirer())
    return { secretKey, webhookSecrets: ["whsec_0123456789"] }
  }

  revoke(secretKey: string): void {
    this.#keys.delete(secretKey)
  }

  account(externalId: string): ScriptedAcquirer {
    const found = this.accounts.get(externalId)
    if (!found) throw new Error(`no account ${externalId}`)
    return found
  }

  /** Each account by the key that is kept for it; the sandbox is as before. */
  acquirers(db: Database, vault: CredentialVault, before: Acquirers): Acquirers {
    return {
      of: async (account) => {
        if (account === "sandbox") return await before.of(account)
        const row = await findAcquirerAccount(db, account)
        const opened = row?.credentials ? vault.open(account, row.credentials) : null
        return (opened === null ? null : this.#behind(opened)?.acquirer) ?? closedAcquirer(account)
      },
      all: async () => (await findAcquirerAccounts(db)).map(({ id }) => id),
      entered: ({ plain }) => this.#entered(plain),
    }
  }

  #behind(plain: string) {
    const externalId = this.#keys.get(openStripeCredentials(plain)?.secretKey ?? "")
    return externalId === undefined ? null : { externalId, acquirer: this.account(externalId) }
  }

  #entered(plain: string): EnteredAcquirer {
    const found = this.#behind(plain)
    const refused: Outcome<never> = { kind: "not_sent", cause: "credentials" }
    if (found === null) return { ...closedAcquirer("entered"), whose: async () => refused }
    const { externalId: value, acquirer } = found
    return {
      fetch: (call, id) => acquirer.fetch(call, id),
      listChanges: (call, from) => acquirer.listChanges(call, from),
      whose: async () =>
        acquirer.down ? { kind: "not_sent", cause: "unreachable" } : { kind: "ok", value, evidence: {} },
    }
  }
}
