import {
  createSandboxAcquirer,
  type SandboxAcquirerSettings,
} from "#adapters/acquirer-sandbox/acquirer-sandbox.ts"
import { startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import type { ConformanceSubject, Payee } from "./conformance-subject.ts"
import { cardForm, steerSandbox } from "./sandbox-steering.ts"

/** Its card form is posted by our page; the bank is asked by our server. */
const payee: Payee = {
  enterCard: async ({ handoff }, card) => {
    if (handoff.kind !== "direct_post") throw new Error("not a direct post")
    const response = await fetch(handoff.action, {
      method: "POST",
      body: new URLSearchParams({ ...cardForm(card), entry_secret: handoff.entrySecret }),
      redirect: "manual",
    })
    return new URL(response.headers.get("location") ?? "missing:").searchParams.get("token")
  },
  answerChallenge: async (challengeUrl, decision) => {
    await fetch(challengeUrl, { method: "POST", body: new URLSearchParams({ decision }) })
  },
  // The form is on our page: the acquirer hears nothing.
  abandon: async () => {},
}

const newSecret = `whsec_${Buffer.from("another secret of thirty-two bytes").toString("base64")}`

/** The sandbox adapter before a sandbox of its own. */
export async function startSandboxSubject(): Promise<ConformanceSubject> {
  const sandbox = await startTestSandbox()
  const { url, settings } = sandbox
  const usual: SandboxAcquirerSettings = {
    apiUrl: url,
    publicOrigin: url,
    apiKey: settings.apiKey,
    notificationSecrets: [settings.notificationSecret],
  }
  return {
    ...steerSandbox(sandbox),
    acquirer: createSandboxAcquirer(usual),
    setUp: ({ apiUrl = url, credentials, notificationSecrets }) => {
      const current = notificationSecrets === "new" ? [] : usual.notificationSecrets
      return createSandboxAcquirer({
        ...usual,
        apiUrl,
        apiKey: credentials === "wrong" ? "a key of another account" : usual.apiKey,
        notificationSecrets: notificationSecrets === undefined ? current : [newSecret, ...current],
      })
    },
    payee,
  }
}
