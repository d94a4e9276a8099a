import { randomUUID } from "node:crypto"
import { pino } from "pino"
import { buildSandboxAcquirer, type SandboxAcquirer } from "#sandbox-acquirer/app.ts"
import type { SandboxSettings } from "#sandbox-acquirer/settings.ts"
import { startSandboxAcquirer } from "#sandbox-acquirer/start.ts"
import { connect, type Database } from "#sandbox-acquirer/store/connect.ts"
import { migrate } from "#sandbox-acquirer/store/migrate.ts"
import { createTestDatabase } from "#tests/support/test-database.ts"
import { type Receiver, startReceiver } from "./receiver.ts"
import { stripeFace } from "./stripe-client.ts"

export const apiKey = "sandbox-key-for-tests"
export const notificationSecret = `whsec_${Buffer.from("a secret of thirty-two bytes !!!").toString("base64")}`

/** Where `prepare` sends browsers; it already has a query. */
export const returnUrl = "http://127.0.0.1:3000/pay/abc/card?lang=en"
export const challengeReturnUrl = "http://127.0.0.1:3000/pay/abc/challenge"

/** A number that pays, for tests about something else. */
export const goodNumber = "4242424242424242"

export interface Refund {
  id: string
  payment_id: string
  refund_id: string
  amount: number
  status: string
}

export interface Payment extends Refund {
  reference: string
  currency: string
  capture_mode: string
  authorised: number
  captured: number
  authorised_until: string | null
  challenge_url: string | null
  last_refusal: string | null
  card: { brand: string; first_six: string; last_four: string; expiry: string } | null
  refunds: Refund[]
  entry: { id: string; action: string; secret: string }
  error: { code: string; decline_code?: string }
}

export interface Reply {
  readonly status: number
  readonly body: Payment
}

/** The query that a card entry sends back. */
export interface EntryQuery {
  lang?: string
  entry?: string
  result?: string
  token?: string
  errors?: string
  last_four?: string
}

export type Effects = {
  [kind in "charge" | "capture" | "release" | "refund"]?: { count: number; amount: number }
}

/** Sends one request. Redirects are not followed. */
export type Send = (path: string, init?: RequestInit) => Promise<Response>

/** What a council's server and a payee's browser do with the sandbox. */
export function sandboxClient(send: Send) {
  async function api(
    method: string,
    path: string,
    body?: unknown,
    key: string = randomUUID(),
  ): Promise<Reply> {
    const headers = { authorization: `Bearer ${apiKey}`, "idempotency-key": key }
    const response = await send(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Payment }
  }
  const prepareBody = (over: object = {}) => ({
    reference: randomUUID(),
    amount: 18_240,
    currency: "GBP",
    capture_mode: "automatic",
    description: "Council Tax 501234567",
    language: "en",
    return_url: returnUrl,
    challenge_return_url: challengeReturnUrl,
    expires_at: "2199-01-01T00:00:00.000Z",
    ...over,
  })
  async function prepare(over: object = {}): Promise<Payment> {
    return (await api("POST", "/api/payments", prepareBody(over))).body
  }
  async function postCard(payment: Payment, card: Record<string, string> = {}): Promise<Response> {
    const form = {
      entry_secret: payment.entry.secret,
      card_number: goodNumber,
      expiry_month: "12",
      expiry_year: "40",
      cvc: "123",
      cardholder_name: "A Tester",
      ...card,
    }
    return send(new URL(payment.entry.action).pathname, { method: "POST", body: new URLSearchParams(form) })
  }
  /** The query that the browser brings back. */
  async function enterCard(payment: Payment, card: Record<string, string> = {}): Promise<EntryQuery> {
    const response = await postCard(payment, card)
    return Object.fromEntries(new URL(response.headers.get("location") ?? "missing:").searchParams)
  }
  async function authorise(payment: Payment, token: string, key?: string): Promise<Reply> {
    const body = { token, amount: payment.amount, currency: "GBP" }
    return api("POST", `/api/payments/${payment.id}/authorisations`, body, key)
  }
  /** From nothing to the bank's answer. */
  async function pay(
    card: Record<string, string> = {},
    over: object = {},
  ): Promise<{ payment: Payment; reply: Reply }> {
    const payment = await prepare(over)
    const { token = "" } = await enterCard(payment, card)
    return { payment, reply: await authorise(payment, token) }
  }
  const fetchPayment = async (id: string) => (await api("GET", `/api/payments/${id}`)).body
  async function decide(payment: Payment, decision: string): Promise<Response> {
    const path = new URL(payment.challenge_url ?? "missing:").pathname
    return send(path, { method: "POST", body: new URLSearchParams({ decision }) })
  }
  async function planFault(operation: string, fault: string, over: object = {}): Promise<number> {
    return (await api("POST", "/control/faults", { operation, fault, ...over })).status
  }
  /** Money that moved for a reference, by kind. */
  async function effects(reference: string): Promise<Effects> {
    const response = await send("/control/effects", { headers: { authorization: `Bearer ${apiKey}` } })
    const { by_reference } = (await response.json()) as {
      by_reference: { reference: string; kind: string; count: number; amount: number }[]
    }
    const own = by_reference.filter((row) => row.reference === reference)
    return Object.fromEntries(own.map(({ kind, count, amount }) => [kind, { count, amount }]))
  }
  return {
    api,
    prepareBody,
    prepare,
    postCard,
    enterCard,
    authorise,
    pay,
    fetchPayment,
    decide,
    planFault,
    effects,
    send,
  }
}

export interface BuiltSandbox extends ReturnType<typeof sandboxClient> {
  readonly sandbox: SandboxAcquirer
  readonly sql: Database
  readonly receiver: Receiver
  readonly databaseUrl: string
  /** Everything logged so far, one JSON line per entry. */
  readonly logged: string[]
  /** Moves the sandbox's clock on. */
  advance(milliseconds: number): void
  now(): Date
  close(): Promise<void>
}

/** A sandbox without a socket or a loop of its own: time stands still until it is moved, `runDue` sends. */
export async function buildTestSandbox(): Promise<BuiltSandbox> {
  const database = await createTestDatabase({ migrated: false })
  await migrate(database.url)
  const sql = connect(database.url)
  const receiver = await startReceiver()
  const logged: string[] = []
  let now = Date.parse("2026-11-23T10:00:00Z")
  const sandbox = buildSandboxAcquirer({
    sql,
    clock: () => new Date(now),
    log: pino({ level: "trace" }, { write: (line: string) => logged.push(line) }),
    publicUrl: "http://127.0.0.1:3002",
    apiKey,
    receiver: { url: receiver.url, secret: notificationSecret },
    control: true,
    stripe: stripeFace(receiver.url),
  })
  return {
    ...sandboxClient(async (path, init) => sandbox.app.request(path, init)),
    sandbox,
    sql,
    receiver,
    databaseUrl: database.url,
    logged,
    advance: (milliseconds) => {
      now += milliseconds
    },
    now: () => new Date(now),
    close: async () => {
      await sandbox.stop()
      await sql.end()
      await receiver.close()
      await database.drop()
    },
  }
}

export interface ListeningSandbox extends ReturnType<typeof sandboxClient> {
  readonly url: string
  readonly settings: SandboxSettings
  readonly receiver: Receiver
  /** Ends the sandbox alone; `close` also ends its receiver and database. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** A sandbox as it runs in earnest: real sockets, real time, its own delivery loop. */
export async function startTestSandbox(stripeKey?: string): Promise<ListeningSandbox> {
  const database = await createTestDatabase({ migrated: false })
  const receiver = await startReceiver()
  const settings: SandboxSettings = {
    host: "127.0.0.1",
    port: 0,
    publicUrl: "http://localhost:3002",
    databaseUrl: database.url,
    apiKey,
    notificationUrl: receiver.url,
    notificationSecret,
    control: true,
    stripe: stripeFace(receiver.url, stripeKey),
    logLevel: "silent",
  }
  const running = await startSandboxAcquirer(settings)
  return {
    ...sandboxClient((path, init) => fetch(`${running.url}${path}`, { redirect: "manual", ...init })),
    url: running.url,
    settings,
    receiver,
    stop: running.close,
    close: async () => {
      await running.close()
      await receiver.close()
      await database.drop()
    },
  }
}
