import type { Outside } from "#checkout-server/outside.ts"
import { findBuyerIdBySlug, findBuyerSlugs } from "#db/queries/services.ts"
import type { Connected } from "#operations/acquirer-accounts/connect-acquirer.ts"
import { connectAcquirer } from "#operations/acquirer-accounts/connect-acquirer.ts"
import { rewrapCredentials } from "#operations/acquirer-accounts/rewrap-credentials.ts"
import { switchAcquirer } from "#operations/acquirer-accounts/switch-acquirer.ts"
import type { AcquirerTested } from "#operations/acquirer-accounts/test-acquirer.ts"
import { testAcquirer } from "#operations/acquirer-accounts/test-acquirer.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"
import type { AcquirerWork } from "./acquirer-arguments.ts"
import { listAcquirerAccounts } from "./list-acquirer-accounts.ts"
import type { Told } from "./told-command.ts"

interface Opened {
  readonly outside: Outside
  readonly vault: CredentialVault
}

const howToList = "npm run acquirer -- list names the accounts there are."

const testedLines: Readonly<Record<AcquirerTested, (account: string) => readonly string[]>> = {
  works: (account) => [`${account} works.`],
  refused: (account) => [`${account} is refused: the acquirer does not take its key. Connect it again.`],
  unanswered: (account) => [`${account} gave no usable answer: try again.`],
  missing: (account) => [`There is no account ${account}.`, howToList],
}

/** Does what a person asks for. Says nothing of any secret. */
export async function runAcquirer({ outside, vault }: Opened, request: AcquirerWork): Promise<Told> {
  switch (request.verb) {
    case "list":
      return { ok: true, lines: await listAcquirerAccounts(outside, vault) }
    case "test": {
      const went = await testAcquirer(outside, request.account)
      return { ok: went === "works", lines: testedLines[went](request.account) }
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

type ConnectRequest = Extract<AcquirerWork, { verb: "connect" }>

async function connect({ outside, vault }: Opened, request: ConnectRequest): Promise<Told> {
  const buyerId = await findBuyerIdBySlug(outside.db, request.buyer)
  if (buyerId === null) return await noBuyer(outside, request.buyer)
  const connected = await connectAcquirer(outside, vault, { ...request, buyerId })
  if (connected.ok) return { ok: true, lines: connectedLines(outside, request, connected.value) }
  const at = request.endpoint === "sandbox" ? "The sandbox acquirer" : "Stripe"
  switch (connected.problem) {
    case "acquirer_refused":
      return refusal(
        `${at} does not take the key in STRIPE_SECRET_KEY, or it lacks a right (docs/stripe.md).`,
      )
    case "acquirer_unavailable":
      return refusal(`${at} gave no usable answer: try again.`)
    case "acquirer_of_another_buyer":
      return refusal("The key is of an account that another buyer has connected.")
    case "acquirer_changed":
      return refusal("Somebody else is changing this account: try again.")
  }
}

function refusal(why: string): Told {
  return { ok: false, lines: [why, "Nothing is stored or changed."] }
}

function connectedLines(outside: Outside, request: ConnectRequest, connected: Connected): readonly string[] {
  const { account, externalId, isNew, signingSecrets } = connected
  const { checkout } = outside.addresses
  return [
    isNew
      ? `${account} works: it is the account ${externalId}, new here.`
      : `${account} works: it is the account ${externalId}, which now has this key.`,
    `Its events come to ${checkout}/acquirer-notifications/${account}`,
    ...(signingSecrets === 0 ? withoutSecret(request.buyer) : []),
    ...(request.endpoint === "own" && isLoopback(checkout) ? unreachable(checkout, account) : []),
    `New payments go there after: npm run acquirer -- switch ${request.buyer} ${account} --mode ${request.mode}`,
  ]
}

function withoutSecret(buyer: string): readonly string[] {
  return [
    "It has no signing secret yet, so that no event is taken for genuine: payments settle when the payee comes back,",
    "and by the sweep a minute later. Make the webhook endpoint in Stripe with that address, put its secret into",
    `STRIPE_WEBHOOK_SECRET, and run again: npm run acquirer -- connect ${buyer}`,
  ]
}

/** Stripe sends from outside. */
function unreachable(checkout: string, account: string): readonly string[] {
  return [
    `Warning: Stripe cannot reach ${checkout}. Set CHECKOUT_URL to the public address; or, to try it out, let Stripe's`,
    `command-line tool forward the events: stripe listen --forward-to ${checkout}/acquirer-notifications/${account}`,
  ]
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.")
}

async function noBuyer(outside: Outside, buyer: string): Promise<Told> {
  const slugs = await findBuyerSlugs(outside.db)
  const there = [...slugs.values()].join(", ")
  return { ok: false, lines: [`There is no buyer ${buyer}. There are: ${there || "none yet"}.`] }
}

async function change(outside: Outside, request: Extract<AcquirerWork, { verb: "switch" }>): Promise<Told> {
  const { buyer, account, mode } = request
  const buyerId = await findBuyerIdBySlug(outside.db, buyer)
  if (buyerId === null) return await noBuyer(outside, buyer)
  const switched = await switchAcquirer(outside, { buyerId, mode, account })
  if (switched.ok) {
    return { ok: true, lines: [`New payments of ${switched.value} services of ${buyer} go to ${account}.`] }
  }
  return switched.problem === "acquirer_missing"
    ? { ok: false, lines: [`${buyer} has no account ${account} in ${mode} mode.`, howToList] }
    : { ok: false, lines: [`${account} does not work now: nothing is changed.`] }
}
