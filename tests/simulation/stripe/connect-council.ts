import type { StripeTestKeys } from "#commands/demo-acquirer.ts"
import { connectDemo } from "#commands/demo-acquirer.ts"
import { startSandboxAcquirer } from "#sandbox-acquirer/start.ts"
import { apiKey, notificationSecret } from "#tests/sandbox-acquirer/sandbox-client.ts"

/**
 * Connects the demo council as `npm start` does, with the sandbox's Stripe face, which runs meanwhile to say whose the
 * key is. `environmentOf`: the settings of a checkout that finds it at this address. Answers the account.
 */
export async function connectCouncil(
  at: { readonly port: number; readonly databaseUrl: string },
  keys: StripeTestKeys,
  environmentOf: (url: string) => Readonly<Record<string, string>>,
): Promise<string> {
  const asked = await startSandboxAcquirer({
    ...at,
    host: "127.0.0.1",
    publicUrl: `http://127.0.0.1:${at.port}`,
    apiKey,
    notificationUrl: "http://127.0.0.1:9/",
    notificationSecret,
    stripe: { secretKey: keys.secretKey, receiver: null },
    control: false,
    logLevel: "silent",
  })
  try {
    const { account, endpoint, warning } = await connectDemo(environmentOf(asked.url), keys)
    if (endpoint !== "sandbox") throw new Error(warning ?? "not connected with Stripe's face of the sandbox")
    return account
  } finally {
    await asked.close()
  }
}
