import { createSandboxAcquirer } from "#adapters/acquirer-sandbox/acquirer-sandbox.ts"
import { systemClock } from "#adapters/clock-system.ts"
import { nodeCredentialVault } from "#adapters/credential-vault-node.ts"
import { randomIds } from "#adapters/ids-random.ts"
import { nodeKeyedSecrets } from "#adapters/keyed-secrets-node.ts"
import { pinoLog } from "#adapters/log-pino.ts"
import { createWebhookSender } from "#adapters/webhook-sender/webhook-sender.ts"
import type { Outside } from "#checkout-server/outside.ts"
import { createAcquirers } from "#checkout-server/processes/acquirers.ts"
import type { Settings } from "#checkout-server/settings.ts"
import { openConnection } from "#db/connect.ts"
import { secondMilliseconds } from "#domain/instant.ts"
import type { CredentialVault } from "#ports/credential-vault.ts"
import type { Log } from "#ports/log.ts"

/** The real outside of one process, and how to let go of it. */
export interface Composed {
  readonly outside: Outside
  close(): Promise<void>
}

/** Time for calls that nobody waits a card's answer for: the acquirer answers these in well under a second. */
const quickCallSeconds = 15
const fetchSeconds = 10

/** The keyring of the settings; where there is none, one key that is derived from the master key. */
export function credentialVault(settings: Settings): CredentialVault {
  const master = nodeKeyedSecrets(settings.CIVIC_PAY_SECRETS_KEY)
  const derived = Buffer.from(master.hmac(settings.CIVIC_PAY_SECRETS_KEY, "civic-pay credentials"), "base64")
  return nodeCredentialVault(settings.CIVIC_PAY_CREDENTIALS_KEYS ?? [{ id: "settings", bytes: derived }])
}

/** Builds every adapter from the settings, with a log of lines for programs unless another is given. Opens nothing yet. */
export function compose(
  settings: Settings,
  name: string,
  log: Log = pinoLog(name, settings.LOG_LEVEL),
): Composed {
  const connection = openConnection(settings.DATABASE_URL, name)
  const longest = settings.ACQUIRER_TIMEOUT_SECONDS
  const outside: Outside = {
    db: connection.database,
    mode: "test",
    acquirers: createAcquirers({
      db: connection.database,
      vault: credentialVault(settings),
      log,
      sandbox: createSandboxAcquirer({
        apiUrl: settings.SANDBOX_ACQUIRER_URL,
        publicOrigin: settings.SANDBOX_ACQUIRER_URL,
        apiKey: settings.SANDBOX_API_KEY,
        notificationSecrets: [settings.SANDBOX_NOTIFICATION_SECRET],
      }),
      stripe: {
        own: { apiUrl: settings.STRIPE_API_URL, pageOrigin: settings.STRIPE_PAGE_URL },
        sandbox: { apiUrl: settings.SANDBOX_ACQUIRER_URL, pageOrigin: settings.SANDBOX_ACQUIRER_URL },
      },
    }),
    clock: systemClock,
    ids: randomIds,
    secrets: nodeKeyedSecrets(settings.CIVIC_PAY_SECRETS_KEY),
    webhookSender: createWebhookSender({ loopbackForTest: settings.WEBHOOK_LOOPBACK === "on" }),
    log,
    addresses: { checkout: settings.CHECKOUT_URL },
    limits: {
      authorise: longest * secondMilliseconds,
      prepare: Math.min(quickCallSeconds, longest) * secondMilliseconds,
      capture: Math.min(quickCallSeconds, longest) * secondMilliseconds,
      fetch: Math.min(fetchSeconds, longest) * secondMilliseconds,
    },
  }
  return { outside, close: () => connection.close() }
}
