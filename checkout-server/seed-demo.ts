import { systemClock } from "#adapters/clock-system.ts"
import { randomIds } from "#adapters/ids-random.ts"
import { nodeKeyedSecrets } from "#adapters/keyed-secrets-node.ts"
import { arwelVale, arwelValeServices } from "#checkout-server/demo-council/arwel-vale.ts"
import type { Transaction } from "#db/connect.ts"
import { inTransaction, openConnection } from "#db/connect.ts"
import { findBuyerIdBySlug } from "#db/queries/services.ts"
import { insertApiKey, insertBuyer, insertService, moveBuyerSite, setKeyScopes } from "#db/records/buyers.ts"
import { insertWebhookEndpoint } from "#db/records/webhooks.ts"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import { apiKeyScopes } from "#domain/api-keys/api-key.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import { ok } from "#domain/problem.ts"

/** Keys last a year (payments API, section 8). */
const keyLifeMilliseconds = 365 * 24 * hourMilliseconds

export interface DemoSeed {
  readonly databaseUrl: string
  /** The master key of the checkout's processes, 32 bytes in base64. */
  readonly secretsKey: string
  readonly checkoutUrl: string
  readonly demoUrl: string
  /** The demo council's API key and webhook secret: made by the caller, so that a crash in between loses neither. */
  readonly apiKey: string
  readonly webhookSecret: string
}

/** Where each payment page of the demo council stands. */
export interface DemoService {
  readonly code: string
  readonly url: string
}

/**
 * Writes the demo council once; later calls only follow its site to another address, and let its key do what this
 * version can. Returns its payment pages.
 */
export async function seedDemo(seed: DemoSeed): Promise<{ readonly services: readonly DemoService[] }> {
  const connection = openConnection(seed.databaseUrl, "seed-demo")
  try {
    await inTransaction(connection.database, async (transaction) => {
      const buyerId = await findBuyerIdBySlug(transaction, arwelVale.slug)
      if (buyerId === null) await writeCouncil(transaction, seed)
      else {
        await moveBuyerSite(transaction, { buyerId, siteUrl: seed.demoUrl, ...siteAddresses(seed) })
        await setKeyScopes(transaction, secretsOf(seed).digest(seed.apiKey), apiKeyScopes)
      }
      return ok(null)
    })
  } finally {
    await connection.close()
  }
  const paymentPages = arwelValeServices.filter((service) => service.amount.kind !== "given")
  return {
    services: paymentPages.map(({ code, slug }) => ({
      code,
      url: `${seed.checkoutUrl}/p/${arwelVale.slug}/${slug}`,
    })),
  }
}

function secretsOf({ secretsKey }: DemoSeed) {
  return nodeKeyedSecrets(new Uint8Array(Buffer.from(secretsKey, "base64")))
}

/** Where the council's site takes payees back, and takes webhooks. */
function siteAddresses({ demoUrl }: DemoSeed) {
  return {
    returnUrl: { en: `${demoUrl}/return`, cy: `${demoUrl}/cy/return` },
    webhookUrl: `${demoUrl}/webhooks/civic-pay`,
  }
}

async function writeCouncil(transaction: Transaction, seed: DemoSeed): Promise<void> {
  const createdAt = systemClock.now()
  const buyerId = randomIds.next()
  const mode = "test"
  await insertBuyer(transaction, { ...arwelVale, id: buyerId, siteUrl: seed.demoUrl, createdAt })
  const { returnUrl, webhookUrl } = siteAddresses(seed)
  let apiServiceId = ""
  for (const { accounts, ...setup } of arwelValeServices) {
    const service = {
      ...setup,
      id: randomIds.next(),
      buyerId,
      mode,
      returnUrl,
      enabled: true,
      acquirer: sandboxAccount,
      createdAt,
    } as const
    await insertService(transaction, service, accounts)
    if (setup.amount.kind === "given") apiServiceId = service.id
  }
  const secrets = secretsOf(seed)
  await insertApiKey(transaction, {
    id: randomIds.next(),
    serviceId: apiServiceId,
    buyerId,
    mode,
    reach: "buyer",
    digest: secrets.digest(seed.apiKey),
    lastFour: seed.apiKey.slice(-4),
    name: "Demo council's website",
    scopes: apiKeyScopes,
    createdAt,
    expiresAt: later(createdAt, keyLifeMilliseconds),
  })
  await insertWebhookEndpoint(transaction, {
    id: randomIds.next(),
    buyerId,
    mode,
    url: webhookUrl,
    secrets: [secrets.seal(seed.webhookSecret)],
    eventTypes: null,
    createdAt,
  })
}
