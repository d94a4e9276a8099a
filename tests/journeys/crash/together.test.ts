import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { freePort } from "#db/embedded.ts"
import type { CrashStack } from "./crash-stack.ts"
import { becomes, expectBalancedLedger, expectPaidOnce, startCrashStack } from "./crash-stack.ts"
import { post } from "./plain-browser.ts"
import { at, tills, toLastPress, toOurForm } from "./tills.ts"

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
      STRIPE_API_URL: crash.stack.urls.sandboxAcquirer,
      STRIPE_PAGE_URL: crash.stack.urls.sandboxAcquirer,
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

describe.each(tills)("processes on one database, where cards are taken by $cards,", (till) => {
  beforeAll(() => crash.takesCardsBy(till.cards))

  it("share payments without doubling any", async () => {
    const [{ child, origin: elsewhere }, worker] = await Promise.all([
      oneMore("server.ts", "CHECKOUT_PORT"),
      oneMore("worker.ts", "WORKER_PORT"),
    ])
    for (const amount of [11_111, 22_222, 33_333]) {
      const payee = await toOurForm(till, crash, amount, "A Payee")
      const { action, fields } = payee.ours
      const presses = [action, at(action, elsewhere), action, at(action, elsewhere)]
      const answers = await Promise.all(presses.map((address) => post(address, fields)))
      expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303, 303])
      await payee.goesOn()
      expect(await Promise.all([payee.pays(), payee.pays(elsewhere)])).toEqual([303, 303])
      await expectPaidOnce(crash, payee.payment)
      expect(crash.receiver.of(payee.payment.id, "payment.captured")).toHaveLength(1)
    }
    await expectBalancedLedger(crash)
    for (const other of [child, worker.child]) other.kill("SIGTERM")
  })

  it("finish what is in flight before they stop", async () => {
    const { child, origin } = await oneMore("server.ts", "CHECKOUT_PORT")
    const payee = await toLastPress(till, crash, 44_444, "FAULT authorise notify-never")
    const { id } = payee.payment
    const exit = once(child, "exit")
    let answer: Promise<unknown> = Promise.resolve()
    await crash.sql.begin(async (sql) => {
      await till.holdsAnswer(sql, id)
      answer = payee.pays(origin)
      await becomes(() => isHeld(till.held), true)
      child.kill("SIGTERM")
      await becomes(() => isListening(origin), false)
    })
    expect(await answer).toBe(303)
    const [code] = await exit
    expect(code).toBe(0)
    expect(await crash.stateOf(id)).toBe("captured")
    const doors = await crash.sql`
      select door from payment_event where payment_id = ${id} and to_state = 'captured'`
    expect([...doors]).toEqual([{ door: "payee" }])
  })
})

/** Whether a process waits for a lock of the database. */
async function isHeld(process: string): Promise<boolean> {
  const rows = await crash.sql`
    select 1 from pg_stat_activity where application_name = ${process} and wait_event_type = 'Lock'`
  return rows.length > 0
}

async function isListening(origin: string): Promise<boolean> {
  return await fetch(`${origin}/health/live`).then(
    () => true,
    () => false,
  )
}
