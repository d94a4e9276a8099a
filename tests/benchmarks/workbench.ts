import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { keepSecrets } from "#commands/secrets.ts"
import { type Stack, startStack } from "#commands/stack.ts"
import { freePort } from "#db/embedded.ts"
import { freeSettings } from "#tests/commands/free-settings.ts"
import { type Forked, forkProcess } from "./forked.ts"
import { guardPostgres } from "./guard-postgres.ts"
import type { Load, LoadAnswer, LoadOrder, PaymentOwner, Payments } from "./orders.ts"
import type { Bench } from "./plan.ts"

/** A Civic Pay of a benchmark's own, as `npm start` runs it, with a source of load. */
export interface Workbench {
  /** Where the checkout and its API listen. */
  readonly checkout: string
  readonly apiKey: string
  readonly processes: Stack["processes"]
  /** The data folder: logs are in `logs`. */
  readonly folder: string
  /** As the owner of the database. */
  readonly sql: postgres.Sql
  /** The checkout's own login. */
  readonly checkoutDatabaseUrl: string
  readonly owner: PaymentOwner
  load(load: Omit<Load, "origin"> & { readonly origin?: string }): Promise<LoadAnswer>
  takePayments(payments: Omit<Payments, "checkout" | "apiKey">): Promise<LoadAnswer>
}

/** Opens a workbench, works with it, and leaves nothing behind, whatever happened. */
export async function withWorkbench<T>(bench: Bench, work: (workbench: Workbench) => Promise<T>): Promise<T> {
  bench.signal.throwIfAborted()
  const folder = await mkdtemp(join(tmpdir(), "civic-pay-bench-"))
  const release = await guardPostgres(folder)
  const undo: (() => Promise<void>)[] = []
  try {
    return await work(await openWorkbench(bench, folder, undo))
  } finally {
    for (const step of undo.toReversed()) await step()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    release()
  }
}

async function openWorkbench(
  { tell, signal }: Bench,
  folder: string,
  undo: (() => Promise<void>)[],
): Promise<Workbench> {
  const secrets = await keepSecrets(folder)
  const port = await freePort()
  const settings = await freeSettings(folder, { POSTGRES_PORT: String(port) })
  const stack = await startStack(settings, { tell, signal })
  undo.push(() => stack.stop())
  const databaseUrl = (login: string, password: string) =>
    `postgres://${login}:${password}@127.0.0.1:${port}/civic_pay`
  const sql = postgres(databaseUrl("postgres", secrets.postgres_password), { max: 4, onnotice: () => {} })
  undo.push(() => sql.end({ timeout: 5 }))
  const source: Forked<LoadOrder, LoadAnswer> = forkProcess("load-process", signal)
  undo.push(() => source.stop())
  const checkout = `http://127.0.0.1:${settings.ports.checkout}`
  const apiKey = secrets.demo_api_key
  return {
    checkout,
    apiKey,
    processes: stack.processes,
    folder,
    sql,
    checkoutDatabaseUrl: databaseUrl("civic_pay_checkout", secrets.checkout_database_password),
    owner: await ownerOf(sql),
    load: (load) => source.ask({ kind: "load", load: { origin: checkout, ...load } }),
    takePayments: (payments) => source.ask({ kind: "payments", payments: { checkout, apiKey, ...payments } }),
  }
}

/** Whom the demo council's key makes payments for. */
async function ownerOf(sql: postgres.Sql): Promise<PaymentOwner> {
  const [key] = await sql<PaymentOwner[]>`
    select buyer_id as "buyerId", service_id as "serviceId", mode from api_key`
  if (key === undefined) throw new Error("the demo council has no key")
  return key
}
