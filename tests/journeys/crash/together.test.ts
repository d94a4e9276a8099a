import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { freePort } from "#db/embedded.ts"
import type { CrashStack } from "./crash-stack.ts"
import { becomes, expectBalancedLedger, expectPaidOnce, startCrashStack } from "./crash-stack.ts"
import { toConfirmation } from "./payee-steps.ts"
import { post } from "./plain-browser.ts"

let crash: CrashStack
const others: ChildProcess[] = []

beforeAll(async () => {
  crash = await startCrashStack({ ACQUIRER_TIMEOUT_SECONDS: "20" })
})
afterAll(async () => {
  for (const other of others) other.kill("SIGKILL")
  await crash?.stop()
})

/** Starts one more process of the checkout upon the same database, and waits until it is ready. */
async function oneMore(file: "server.ts" | "worker.ts", portSetting: string) {
  const port = await freePort()
  const secrets = JSON.parse(await readFile(join(crash.folder, "secrets.json"), "utf8"))
  const { user, pass, host, port: databasePort, database } = crash.sql.options
  const child = spawn(process.execPath, ["--import", "tsx", `checkout-server/${file}`], {
    stdio: "ignore",
    env: {
      PATH: process.env["PATH"],
      DATABASE_URL: `postgres://${user}:${pass}@${host[0]}:${databasePort[0]}/${database}`,
      CHECKOUT_URL: crash.stack.urls.checkout,
      CIVIC_PAY_SECRETS_KEY: secrets.civic_pay_secrets_key,
      SANDBOX_ACQUIRER_URL: crash.stack.urls.sandboxAcquirer,
      SANDBOX_API_KEY: secrets.sandbox_api_key,
      SANDBOX_NOTIFICATION_SECRET: secrets.sandbox_notification_secret,
      ACQUIRER_TIMEOUT_SECONDS: "20",
      WEBHOOK_LOOPBACK: "on",
      [portSetting]: String(port),
    },
  })
  others.push(child)
  const origin = `http://127.0.0.1:${port}`
  await becomes(
    () =>
      fetch(`${origin}/health/ready`).then(
        (answer) => answer.status,
        () => 0,
      ),
    200,
  )
  return { child, origin }
}

describe("processes on one database", () => {
  it("share payments without doubling any", async () => {
    const [server] = await Promise.all([
      oneMore("server.ts", "CHECKOUT_PORT"),
      oneMore("worker.ts", "WORKER_PORT"),
    ])
    for (const amount of [11_111, 22_222, 33_333]) {
      const { payment, confirmation } = await toConfirmation(crash, amount, "A Payee")
      const elsewhere = confirmation.action.replace(crash.stack.urls.checkout, server.origin)
      const presses = [confirmation.action, elsewhere, confirmation.action, elsewhere]
      const answers = await Promise.all(presses.map((action) => post(action, confirmation.fields)))
      expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303, 303])
      await expectPaidOnce(crash, payment)
      expect(crash.receiver.of(payment.id, "payment.captured")).toHaveLength(1)
    }
    await expectBalancedLedger(crash)
  })

  it("finish what is in flight before they stop", async () => {
    const { child, origin } = await oneMore("server.ts", "CHECKOUT_PORT")
    const { payment, confirmation } = await toConfirmation(crash, 44_444, "FAULT authorise notify-never")
    const action = confirmation.action.replace(crash.stack.urls.checkout, origin)
    const exit = once(child, "exit")
    let answer: Promise<Response> | null = null
    await crash.sql.begin(async (sql) => {
      // The acquirer cannot charge while its row is locked.
      await sql`select id from sandbox_acquirer.payment where reference = ${payment.id} for update`
      answer = post(action, confirmation.fields)
      await becomes(() => crash.stateOf(payment.id), "authorising")
      child.kill("SIGTERM")
      await becomes(
        () =>
          fetch(`${origin}/health/live`).then(
            () => "listening",
            () => "closed",
          ),
        "closed",
      )
    })
    expect((await (answer as Promise<Response> | null))?.status).toBe(303)
    const [code] = await exit
    expect(code).toBe(0)
    expect(await crash.stateOf(payment.id)).toBe("captured")
    const doors =
      await crash.sql`select door from payment_event where payment_id = ${payment.id} and to_state = 'captured'`
    expect([...doors]).toEqual([{ door: "payee" }])
  })
})
