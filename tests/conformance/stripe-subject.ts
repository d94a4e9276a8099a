import {
  createStripeAcquirer,
  type StripeAcquirerSettings,
} from "#adapters/acquirer-stripe/acquirer-stripe.ts"
import { startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import type { ConformanceSubject, Payee } from "./conformance-subject.ts"
import { walkForm } from "./page-walk.ts"
import { cardForm, steerSandbox } from "./sandbox-steering.ts"

/** The card is entered on the acquirer's own page, which asks the bank itself. */
const payee: Payee = {
  enterCard: async ({ handoff }, card) => {
    if (handoff.kind !== "redirect") throw new Error("not a redirect")
    await walkForm(handoff.url, cardForm(card))
    return null
  },
  // The address is that of the acquirer's page, which leads on to the bank's.
  answerChallenge: async (challengeUrl, decision) => {
    await walkForm(challengeUrl, { decision })
  },
  abandon: async ({ handoff }) => {
    if (handoff.kind === "redirect") await fetch(handoff.url)
  },
}

/** The Stripe adapter before a sandbox of its own, which speaks Stripe's words to it. */
export async function startStripeSubject(): Promise<ConformanceSubject> {
  const sandbox = await startTestSandbox()
  const { url, settings } = sandbox
  const usual: StripeAcquirerSettings = {
    account: "stripe_arwelvale",
    secretKey: settings.stripe.secretKey,
    webhookSecrets: [settings.stripe.receiver?.secret ?? "none"],
    mode: "test",
    apiUrl: url,
    pageOrigin: url,
  }
  return {
    ...steerSandbox(sandbox),
    acquirer: createStripeAcquirer(usual),
    setUp: ({ apiUrl = url, credentials, notificationSecrets }) => {
      const current = notificationSecrets === "new" ? [] : usual.webhookSecrets
      return createStripeAcquirer({
        ...usual,
        apiUrl,
        secretKey: credentials === "wrong" ? "sk_test_of0another0account" : usual.secretKey,
        webhookSecrets: notificationSecrets === undefined ? current : ["whsec_new", ...current],
      })
    },
    payee,
  }
}
