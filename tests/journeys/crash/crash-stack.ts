import { chmod, mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import postgres from "postgres"
import { expect } from "vitest"
import { readSettings } from "#commands/settings.ts"
import type { Stack } from "#commands/stack.ts"
import { startStack } from "#commands/stack.ts"
import { freePort } from "#db/embedded.ts"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import { legalMoves } from "#domain/payments/transition-table.ts"
import type { Cards } from "#tests/journeys/support/pages.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { openReceiver, type WebhookReceiver } from "./webhook-receiver.ts"

/** The four real processes, which a test may kill, with all that it needs to see what became of the money. */
export interface CrashStack {
  readonly stack: Stack
  readonly folder: string
  /** The owner's way into the one database that the checkout and the sandbox share, each in its schema. */
  readonly sql: postgres.Sql
  /** Replaces the demo council as the receiver of webhooks. */
  readonly receiver: WebhookReceiver
  /** From now on new payments' cards are taken so; Stripe speaks through the same sandbox. */
  takesCardsBy(cards: Cards): Promise<void>
  /** Plans a fault at the acquirer for a payment's next call of an operation. */
  planFault(paymentId: string, operation: string, fault: string): Promise<void>
  stateOf(paymentId: string): Promise<string>
  /** Charges at the acquirer for a payment, as its control endpoint counts them. */
  chargesOf(paymentId: string): Promise<readonly Charge[]>
  stop(): Promise<void>
}

interface Charge {
  readonly count: number
  readonly amount: number
}

const networkGuard = fileURLToPath(new URL("../../support/network-guard.ts", import.meta.url))

/** Seconds until a process gives up a call: short, so that a sweep comes soon. */
const acquirerTimeoutSeconds = 1

/** Starts everything on a database, ports and a folder of its own. */
export async function startCrashStack(
  environment: Readonly<Record<string, string>> = {},
): Promise<CrashStack> {
  const folder = await mkdtemp(join(tmpdir(), "civic-pay-crash-"))
  await chmod(folder, 0o711)
  const database = await createTestDatabase()
  const read = readSettings({
    DATA_FOLDER: folder,
    DATABASE_URL: database.url,
    CHECKOUT_PORT: String(await freePort()),
    DEMO_PORT: String(await freePort()),
    SANDBOX_ACQUIRER_PORT: String(await freePort()),
    WORKER_PORT: String(await freePort()),
    SANDBOX_CONTROL: "on",
    ACQUIRER_TIMEOUT_SECONDS: String(acquirerTimeoutSeconds),
    LOG_LEVEL: "debug",
    DEMO_ACQUIRER: "stripe-sandbox",
    ...environment,
  })
  if (!read.ok) throw new Error(read.problem)
  const stack = await startStack(read.settings, { tell: () => {}, preload: [networkGuard] })
  const sql = postgres(database.url, { max: 4, onnotice: () => {} })
  const receiver = await openReceiver(stack.demo.webhook_secret)
  await sql`update webhook_endpoint set url = ${receiver.url}`
  const secrets = JSON.parse(await readFile(join(folder, "secrets.json"), "utf8")) as {
    sandbox_api_key: string
  }
  const control = (path: string, request: RequestInit = {}) =>
    fetch(`${stack.urls.sandboxAcquirer}/control/${path}`, {
      headers: { authorization: `Bearer ${secrets.sandbox_api_key}`, "content-type": "application/json" },
      ...request,
    })
  const [first] = await sql`select distinct acquirer from service`
  const accounts: Readonly<Record<Cards, string>> = {
    sandbox: sandboxAccount,
    stripe: String(first?.["acquirer"]),
  }
  return {
    stack,
    folder,
    sql,
    receiver,
    takesCardsBy: async (cards) => {
      await sql`update service set acquirer = ${accounts[cards]}`
    },
    planFault: async (paymentId, operation, fault) => {
      const plan = { operation, fault, payment_reference: paymentId }
      const { status } = await control("faults", { method: "POST", body: JSON.stringify(plan) })
      expect(status).toBe(201)
    },
    stateOf: async (paymentId) => {
      const [row] = await sql`select state from payment where id = ${paymentId}`
      return String(row?.["state"])
    },
    chargesOf: async (paymentId) => {
      const effects = (await (await control("effects")).json()) as {
        by_reference: (Charge & { reference: string; kind: string })[]
      }
      return effects.by_reference
        .filter((effect) => effect.reference === paymentId && effect.kind === "charge")
        .map(({ count, amount }) => ({ count, amount }))
    },
    stop: async () => {
      await stack.stop()
      await receiver.close()
      await sql.end({ timeout: 5 })
      await database.drop()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Long enough for a restart, a lease and the sweep after it on a busy machine. */
const soon = { timeout: 60_000, interval: 100 }

/** Waits until `ask` answers `wanted`. */
export async function becomes<T>(ask: () => T | Promise<T>, wanted: T): Promise<void> {
  await expect.poll(ask, soon).toEqual(wanted)
}

const legal = new Set(legalMoves().map(([from, to]) => `${from} ${to}`))

/** Charged once, captured, in the ledger, told once, by a legal path: whatever died on the way. */
export async function expectPaidOnce(
  crash: CrashStack,
  payment: { id: string; amount: number },
): Promise<void> {
  const { sql, receiver } = crash
  await becomes(() => crash.stateOf(payment.id), "captured")
  expect(await crash.chargesOf(payment.id)).toEqual([{ count: 1, amount: payment.amount }])
  const [row] = await sql`
    select amount::int, authorised::int, captured::int, refund_reserved::int, version from payment where id = ${payment.id}`
  expect(row).toMatchObject({ captured: payment.amount, authorised: payment.amount, refund_reserved: 0 })
  const lines = await sql`
    select kind, account, amount::int from ledger_transaction join ledger_entry on transaction_id = id
    where payment_id = ${payment.id} order by account`
  expect([...lines]).toEqual([
    { kind: "captured", account: "acquirer_receivable", amount: payment.amount },
    { kind: "captured", account: "buyer_payable", amount: -payment.amount },
  ])
  await expectLegalHistory(crash, payment.id)
  const open = await sql`
    select 1 from operation where payment_id = ${payment.id} and state in ('prepared', 'sent', 'unknown', 'awaiting_payee')`
  expect(open).toHaveLength(0)
  const undelivered = async () => {
    const rows = await sql`
      select 1 from webhook_delivery join outbox_event event on event.id = event_id
      where subject_id = ${payment.id} and state <> 'delivered'`
    return rows.length
  }
  await becomes(undelivered, 0)
  const told = await sql`select type from outbox_event where subject_id = ${payment.id} order by sequence`
  expect(told.map((event) => event["type"])).toEqual(["payment.started", "payment.captured"])
  expect(new Set(receiver.of(payment.id, "payment.captured").map((one) => one.id)).size).toBe(1)
  expect(receiver.forged).toBe(0)
}

/** Every version is there, begins where the last one ended, and is a move of the domain's table. */
async function expectLegalHistory({ sql }: CrashStack, paymentId: string): Promise<void> {
  const events = await sql<{ version: number; from: string; to: string }[]>`
    select version, from_state as from, to_state as to from payment_event where payment_id = ${paymentId} order by version`
  const [payment] = await sql`select version, state from payment where id = ${paymentId}`
  expect(events.map((event) => event.version)).toEqual(events.map((_, index) => index + 1))
  for (const [index, event] of events.entries()) {
    expect(event.from).toBe(events[index - 1]?.to ?? "created")
    expect(legal).toContain(`${event.from} ${event.to}`)
  }
  expect(payment).toEqual({ version: events.length, state: events.at(-1)?.to })
}

/** The whole ledger sums to nothing, and has one posting for each captured payment. */
export async function expectBalancedLedger({ sql }: CrashStack): Promise<void> {
  const [sums] = await sql`
    select (select coalesce(sum(amount), 0)::int from ledger_entry) as sum,
      (select count(*)::int from ledger_transaction) as postings,
      (select count(*)::int from payment where state = 'captured') as captured,
      (select coalesce(sum(captured), 0)::int from payment) as columns,
      (select coalesce(sum(amount), 0)::int from ledger_entry where account = 'acquirer_receivable') as receivable`
  expect(sums).toMatchObject({ sum: 0, postings: sums?.["captured"], receivable: sums?.["columns"] })
}
