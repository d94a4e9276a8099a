import type { Outside } from "#checkout-server/outside.ts"
import { findAcquirerAccounts } from "#db/queries/acquirer-accounts.ts"
import { findBuyerIdBySlug } from "#db/queries/services.ts"
import { connectAcquirer } from "#operations/acquirer-accounts/connect-acquirer.ts"
import { rewrapCredentials } from "#operations/acquirer-accounts/rewrap-credentials.ts"
import { switchAcquirer } from "#operations/acquirer-accounts/switch-acquirer.ts"
import type { AcquirerTested } from "#operations/acquirer-accounts/test-acquirer.ts"
import { testAcquirer } from "#operations/acquirer-accounts/test-acquirer.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"
import type { AcquirerWork } from "./acquirer-arguments.ts"
import { formatTable } from "./table.ts"
import type { Told } from "./told-command.ts"

interface Opened {
  readonly outside: Outside
  readonly vault: CredentialVault
}

const testedWords: Readonly<Record<AcquirerTested, string>> = {
  works: "works",
  refused: "is refused: the acquirer does not take its credentials",
  unanswered: "gave no usable answer: try again",
}

/** Does what a person asks for. Says nothing of any secret. */
export async function runAcquirer({ outside, vault }: Opened, request: AcquirerWork): Promise<Told> {
  switch (request.verb) {
    case "list":
      return await list(outside)
    case "test": {
      const went = await testAcquirer(outside, request.account)
      return { ok: went === "works", lines: [`${request.account} ${testedWords[went]}.`] }
    }
    case "connect":
      return await connect({ outside, vault }, request)
    case "switch":
      return await change(outside, request)
    case "rewrap": {
      const { done, closed } = await rewrapCredentials(outside, vault)
      const lines = closed.map((id) => `${id} is opened by none of the keys: connect it again.`)
      return { ok: closed.length === 0, lines: [`Under the newest key: ${done}.`, ...lines] }
    }
  }
}

async function list(outside: Outside): Promise<Told> {
  const accounts = await findAcquirerAccounts(outside.db)
  const rows = accounts.map(({ id, mode, buyerId, testedAt, credentials }) => [
    id,
    mode,
    buyerId ?? "everybody",
    credentials === null ? "" : `key ${credentials.keyId}`,
    testedAt === null ? "" : new Date(testedAt).toISOString(),
  ])
  return { ok: true, lines: formatTable(["Account", "Mode", "Buyer", "Credentials", "Worked at"], rows) }
}

async function connect(
  { outside, vault }: Opened,
  request: Extract<AcquirerWork, { verb: "connect" }>,
): Promise<Told> {
  const buyerId = await findBuyerIdBySlug(outside.db, request.buyer)
  if (buyerId === null) return { ok: false, lines: [`There is no buyer ${request.buyer}.`] }
  const connected = await connectAcquirer(outside, vault, { ...request, buyerId })
  if (!connected.ok) return { ok: false, lines: ["Somebody else is changing this account: try again."] }
  const account = connected.value
  const went = await testAcquirer(outside, account)
  return {
    ok: went === "works",
    lines: [
      `${account} ${testedWords[went]}.`,
      `Stripe sends its events to ${outside.addresses.checkout}/acquirer-notifications/${account}`,
      `Payments go there after: npm run acquirer -- switch ${request.buyer} ${account} --mode ${request.mode}`,
    ],
  }
}

async function change(outside: Outside, request: Extract<AcquirerWork, { verb: "switch" }>): Promise<Told> {
  const { buyer, account, mode } = request
  const buyerId = await findBuyerIdBySlug(outside.db, buyer)
  if (buyerId === null) return { ok: false, lines: [`There is no buyer ${buyer}.`] }
  const switched = await switchAcquirer(outside, { buyerId, mode, account })
  if (switched.ok) {
    return { ok: true, lines: [`New payments of ${switched.value} services of ${buyer} go to ${account}.`] }
  }
  return switched.problem === "acquirer_missing"
    ? { ok: false, lines: [`${buyer} has no account ${account} in ${mode} mode.`] }
    : { ok: false, lines: [`${account} does not work now: nothing is changed.`] }
}
