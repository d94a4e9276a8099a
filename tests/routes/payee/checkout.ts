import postgres from "postgres"
import type { App } from "#checkout-server/app.ts"
import { buildApp } from "#checkout-server/app.ts"
import type { Outside } from "#checkout-server/outside.ts"
import type { AcquirerObject } from "#db/queries/payments.ts"
import { findPayment, findPaymentInHand } from "#db/queries/payments.ts"
import type { Language } from "#domain/instant.ts"
import { secondMilliseconds } from "#domain/instant.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import type { CapabilityLabel } from "#routes/middleware/capability.ts"
import { capabilityOf } from "#routes/middleware/capability.ts"
import type { Council } from "#tests/support/council.ts"
import { aCouncil } from "#tests/support/council.ts"
import { textOf, titleOf } from "#tests/views/page-text.ts"

/** The page assets as a build would name them; no file is served. */
export const pageAssets = { css: "/assets/checkout.css", js: "/assets/checkout.js" }
/** How long a page waits for the bank before it looks again. */
const lookMilliseconds = 500
const never = new Promise<void>(() => {})
const noFiles = { find: () => null }

/** The whole checkout over an outside, without built files. */
export function appOver(outside: Outside): App {
  return buildApp(outside, { widget: noFiles, page: noFiles, assets: pageAssets })
}

/** What a browser got. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  readonly title: string
  /** What the page says, without markup. */
  readonly text: string
  /** Where a redirect leads; empty where there is none. */
  readonly location: string
}

/** The demo council's checkout on a database of its own, as a browser without script meets it. */
export interface Checkout {
  readonly council: Council
  readonly app: App
  /** Whether pages wait for the bank's answer to the end, as they do where it comes soon, or not at all. */
  patient: boolean
  /** The database's owner, past every guard. */
  readonly sql: postgres.Sql
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  post(
    path: string,
    form?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
  capability(label: CapabilityLabel, id: string): string
  /** `/pay/{capability}` and what comes after it. */
  payPath(paymentId: string, step?: string, language?: Language): string
  stateOf(paymentId: string): Promise<PaymentState | undefined>
  /** Where a card can be entered for the payment now; null where nowhere. */
  entryOf(paymentId: string): Promise<AcquirerObject | null>
  /** How often the acquirer was asked for `operation`. */
  callsOf(operation: string): number
  /** Every table with its number of rows and a fingerprint of their contents. */
  everyRow(): Promise<readonly unknown[]>
  end(): Promise<void>
}

/** Opens a checkout for one test file. */
export async function aCheckout(): Promise<Checkout> {
  const council = await aCouncil()
  const app = appOver(council.outside)
  const sql = postgres(council.databaseUrl, { max: 2, onnotice: () => {} })
  const capability = (label: CapabilityLabel, id: string) => capabilityOf(council.outside.secrets, label, id)
  const checkout: Checkout = {
    council,
    app,
    patient: true,
    sql,
    get: async (path, headers = {}) => await answerOf(await app.routes.request(path, { headers })),
    post: async (path, form = {}, headers = {}) => {
      // Nobody presses twice in a millisecond, and the order of card entries is their time.
      council.outside.clock.advance(secondMilliseconds)
      const body = new URLSearchParams(form)
      return await answerOf(await app.routes.request(path, { method: "POST", body, headers }))
    },
    capability,
    payPath: (paymentId, step = "", language = "en") =>
      `${language === "cy" ? "/cy" : ""}/pay/${capability("payment", paymentId)}${step}`,
    stateOf: async (paymentId) => (await findPayment(council.outside.db, paymentId))?.state,
    entryOf: async (paymentId) => (await findPaymentInHand(council.outside.db, paymentId))?.object ?? null,
    callsOf: (operation) =>
      council.outside.acquirer.calls.filter((one) => one.operation === operation).length,
    everyRow: async () => await fingerprints(sql),
    end: async () => {
      await app.underWay.finished()
      await sql.end()
      await council.end()
    },
  }
  const { clock } = council.outside
  clock.wait = (milliseconds) => {
    clock.waits.push(milliseconds)
    return checkout.patient && milliseconds === lookMilliseconds ? never : Promise.resolve()
  }
  return checkout
}

/** A response with its page read. */
export async function answerOf(response: Response): Promise<Answer> {
  const html = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    html,
    title: titleOf(html),
    text: textOf(html),
    location: response.headers.get("Location") ?? "",
  }
}

async function fingerprints(sql: postgres.Sql): Promise<readonly unknown[]> {
  const tables = await sql`select tablename from pg_tables where schemaname = 'public' order by tablename`
  return await Promise.all(
    tables.map(async ({ tablename }) => {
      const [row] = await sql`select ${tablename} as name, count(*)::int,
        md5(coalesce(string_agg(whole::text, '|' order by whole::text), '')) from ${sql(tablename)} whole`
      return row
    }),
  )
}
