import { spawnSync } from "node:child_process"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")
const guard = join(root, "tests/support/network-guard.ts")

/** A process that loads all of this takes seconds where the machine is busy. */
export const slowly = { timeout: 90_000 }

/** What a command printed and how it ended. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly problem: string
}

/** The settings that a deployment gives its processes and commands; nothing is reached at the acquirer's address. */
export function deployment(databaseUrl: string): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: databaseUrl,
    CIVIC_PAY_SECRETS_KEY: Buffer.from(new Uint8Array(32).fill(7)).toString("base64"),
    SANDBOX_API_KEY: "a key of sixteen characters",
    SANDBOX_NOTIFICATION_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  }
}

/** Runs a file of `commands/` to its end. */
export function runCommand(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Ran {
  const ran = spawnSync(
    process.execPath,
    ["--import", "tsx", "--import", guard, `commands/${file}`, ...args],
    {
      cwd: root,
      env: { PATH: process.env["PATH"], ...environment },
      encoding: "utf8",
    },
  )
  return { code: ran.status, out: ran.stdout, problem: ran.stderr }
}
