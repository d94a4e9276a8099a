import { randomBytes } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import * as v from "valibot"
import { makeApiKey } from "#domain/api-keys/api-key.ts"
import { writePrivateFile } from "./private-file.ts"

/** Random on the first start, the same ever after. */
export type Secrets = v.InferOutput<typeof SecretsFile>

/** Letters, digits, `-` and `_` only: safe inside a postgres:// address. */
const password = v.optional(v.string(), () => randomBytes(24).toString("base64url"))
const signingSecret = v.optional(v.string(), () => `whsec_${randomBytes(32).toString("base64")}`)

/** A member that an older file lacks is made and added. */
const SecretsFile = v.object({
  postgres_password: password,
  checkout_database_password: password,
  sandbox_database_password: password,
  /** 32 bytes, base64. */
  civic_pay_secrets_key: v.optional(v.string(), () => randomBytes(32).toString("base64")),
  sandbox_api_key: v.optional(v.string(), () => randomBytes(32).toString("base64url")),
  sandbox_notification_secret: signingSecret,
  sandbox_stripe_secret_key: v.optional(v.string(), () => `sk_test_${randomBytes(24).toString("hex")}`),
  sandbox_stripe_webhook_secret: v.optional(v.string(), () => `whsec_${randomBytes(24).toString("hex")}`),
  demo_api_key: v.optional(v.string(), newDemoApiKey),
  demo_webhook_secret: signingSecret,
})

/** Reads `{folder}/secrets.json`, making it on the first start. Throws when it is there but cannot be understood. */
export async function keepSecrets(folder: string): Promise<Secrets> {
  const path = join(folder, "secrets.json")
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "{}"
    throw error
  })
  const parsed = v.safeParse(SecretsFile, parseJson(text))
  if (!parsed.success) {
    throw new Error(
      `${path} is damaged. Put back a copy of it, or move the whole data folder away to start anew.`,
    )
  }
  const complete = `${JSON.stringify(parsed.output, null, 2)}\n`
  if (complete !== text) await writePrivateFile(path, complete)
  return parsed.output
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? null : value
  } catch {
    return null
  }
}

function newDemoApiKey(): string {
  return makeApiKey({ mode: "test", random: randomBytes(32) })
}
