import { beforeAll } from "vitest"
import { nodeCredentialVault } from "#adapters/credential-vault-node.ts"
import type { Outside } from "#checkout-server/outside.ts"
import type { StripeCredentials } from "#contract/stripe-credentials.ts"
import { findAcquirerAccount } from "#db/queries/acquirer-accounts.ts"
import type { Connecting } from "#operations/acquirer-accounts/connect-acquirer.ts"
import { connectAcquirer } from "#operations/acquirer-accounts/connect-acquirer.ts"
import { StripeAccounts } from "#tests/support/stripe-accounts.ts"
import { openTill } from "#tests/support/till.ts"

export const ringKey = { id: "k1", bytes: new Uint8Array(32).fill(1) }

/** A council of one test file with accounts at a scripted Stripe. */
export function openConnectedCouncil() {
  const till = openTill()
  const vault = nodeCredentialVault([ringKey])
  const stripe = new StripeAccounts()
  const opened: { outside?: Outside; buyerId?: string } = {}
  beforeAll(async () => {
    const { outside } = till.council
    opened.buyerId = (await till.council.page("council-tax")).service.buyerId
    opened.outside = { ...outside, acquirers: stripe.acquirers(outside.db, vault, outside.acquirers) }
  })
  const outside = () => {
    if (!opened.outside) throw new Error("the council opens before the tests")
    return opened.outside
  }
  const buyerId = () => opened.buyerId ?? ""
  const connect = async (credentials: StripeCredentials, more: Partial<Connecting> = {}) => {
    const usual = { buyerId: buyerId(), mode: "test", endpoint: "own" } as const
    return await connectAcquirer(outside(), vault, { ...usual, credentials, ...more })
  }
  return {
    till,
    vault,
    stripe,
    outside,
    buyerId,
    connect,
    /** The same, which must go well: the account. */
    connected: async (credentials: StripeCredentials, more: Partial<Connecting> = {}) => {
      const done = await connect(credentials, more)
      if (!done.ok) throw new Error(done.problem)
      return done.value.account
    },
    /** What is kept of an account, with its credentials in plain. */
    stored: async (account: string) => {
      const found = await findAcquirerAccount(outside().db, account)
      if (!found?.credentials) throw new Error("no such account")
      return { ...found, opened: vault.open(account, found.credentials) }
    },
    /** How many accounts there are besides the sandbox. */
    count: async () => {
      const [row] = await till.sql`select count(*)::int as n from acquirer_account where id <> 'sandbox'`
      return row?.["n"]
    },
    /** Makes an account one from before the acquirer's own name of it was kept. */
    unname: async (account: string) => {
      await till.sql.begin(async (sql) => {
        await sql`set local session_replication_role = replica`
        await sql`update acquirer_account set endpoint = null, external_id = null where id = ${account}`
      })
    },
    /** A payment that has begun with an account, as far as it matters here. */
    begun: async (account: string, externalId: string) => {
      await till.sql`
        insert into acquirer_object (acquirer, external_id, payment_id, state, created_at, sequence)
        select ${account}, ${externalId}, id, 'closed', now(), (select count(*) + 50 from acquirer_object)
        from payment order by created_at desc limit 1`
    },
  }
}
