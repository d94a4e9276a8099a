import type { Outside } from "#checkout-server/outside.ts"
import { openStripeCredentials } from "#contract/stripe-credentials.ts"
import {
  findAcquirerAccounts,
  findServicesOfAccounts,
  type ServiceOfAccount,
} from "#db/queries/acquirer-accounts.ts"
import { findBuyerSlugs } from "#db/queries/services.ts"
import type { AcquirerAccount } from "#domain/acquirers/acquirer-account.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"
import { formatTable } from "./table.ts"

const headings = ["Account", "Mode", "Buyer", "At the acquirer", "Signing secret", "Worked at", "Sealed with"]

/** Every account, what it has and lacks, and below it whose new payments go there. */
export async function listAcquirerAccounts(
  { db }: Pick<Outside, "db">,
  vault: CredentialVault,
): Promise<readonly string[]> {
  const accounts = await findAcquirerAccounts(db)
  const slugs = await findBuyerSlugs(db)
  const services = await findServicesOfAccounts(db)
  const rows = accounts.map((account) => [
    account.id,
    account.mode,
    account.buyerId === null ? "everybody" : (slugs.get(account.buyerId) ?? account.buyerId),
    placeOf(account),
    secretOf(account, vault),
    account.testedAt === null ? "not yet" : new Date(account.testedAt).toISOString(),
    account.credentials === null ? "" : account.credentials.keyId,
  ])
  const used = accounts.flatMap(({ id }) => linesOf(id, services))
  return [
    ...formatTable(headings, rows),
    "",
    "New payments go to",
    ...(used.length > 0 ? used : ["  no account: no service is switched to one"]),
  ]
}

function placeOf({ endpoint, externalId }: AcquirerAccount): string {
  if (externalId === null) return ""
  return endpoint === "sandbox" ? `${externalId} (sandbox)` : externalId
}

function secretOf({ id, credentials }: AcquirerAccount, vault: CredentialVault): string {
  if (credentials === null) return ""
  const opened = vault.open(id, credentials)
  const secrets = opened && openStripeCredentials(opened)?.webhookSecrets
  if (!secrets) return "cannot be opened"
  return ["none", "yes", "two"][secrets.length] ?? "several"
}

function linesOf(account: string, services: readonly ServiceOfAccount[]): readonly string[] {
  const going = services.filter((one) => one.account === account)
  return [...Map.groupBy(going, ({ buyer }) => buyer)].map(([buyer, theirs]) => {
    return `  ${account}  ${buyer}: ${theirs.map(({ service }) => service).join(", ")}`
  })
}
