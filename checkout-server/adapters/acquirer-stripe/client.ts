import { Stripe } from "stripe"
import * as v from "valibot"
import type { Instant } from "#domain/instant.ts"
import type { AcquirerCall, Outcome } from "#ports/acquirer.ts"
import { createDeadlineClient } from "./deadline-client.ts"
import { type Answered, outcomeOf } from "./outcome.ts"

/** Stripe's own API. */
const stripeApiUrl = "https://api.stripe.com"

/** Where and as whom to call. */
export interface StripeAccess {
  /** Without a trailing slash; Stripe's own unless told otherwise. */
  readonly apiUrl?: string | undefined
  readonly secretKey: string
  /** What carries each request; the global `fetch` unless told otherwise. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** Stripe for one call of the port: all its requests share one deadline. */
export interface StripeLine {
  readonly stripe: Stripe
  /** The options of the call's POST: its key. Another POST of the same call has the key with its own `part`. */
  keyed(part?: string): Stripe.RequestOptions
  /** The time by Stripe's clock when it first answered; null before. */
  acquirerTime(): Instant | null
}

/** The version whose shapes are read here; the webhook endpoint has to have the same. */
const apiVersion = "2026-10-28.endive" satisfies Stripe.LatestApiVersion

/** Opens Stripe for one call. Repeats nothing, sends no telemetry and writes no file. */
export function openStripe(
  { apiUrl = stripeApiUrl, secretKey, fetch }: StripeAccess,
  call: AcquirerCall,
): StripeLine {
  const httpClient = createDeadlineClient(apiUrl, call.timeoutMilliseconds, fetch)
  const stripe = new Stripe(secretKey, {
    apiVersion,
    httpClient,
    maxNetworkRetries: 0,
    telemetry: false,
    emitEventBodies: false,
  })
  return {
    stripe,
    keyed: (part) => ({
      idempotencyKey: part === undefined ? call.idempotencyKey : `${call.idempotencyKey}:${part}`,
    }),
    acquirerTime: () => httpClient.acquirerTime(),
  }
}

/** As many as Stripe gives at once. */
const pageSize = 100

export interface PageParams {
  readonly limit: number
  readonly starting_after?: string
}

/** A list as far as it was read; `complete` false: it goes on. */
export interface Listing<Row> {
  readonly rows: readonly Row[]
  readonly complete: boolean
}

interface HasId {
  readonly id: string
}

/** Reads a list to its end, newest first, or until `mostPages`. */
export async function listAll<Row extends HasId>(
  list: (page: PageParams) => Promise<Answered>,
  row: v.GenericSchema<unknown, Row>,
  mostPages: number,
): Promise<Outcome<Listing<Row>>> {
  const page = pageOf(row)
  let rows: readonly Row[] = []
  for (let pages = 1; ; pages += 1) {
    const last = rows.at(-1)
    const params = last === undefined ? { limit: pageSize } : { limit: pageSize, starting_after: last.id }
    const outcome = await outcomeOf(list(params), page)
    if (outcome.kind !== "ok") return outcome
    const { data, has_more } = outcome.value
    rows = [...rows, ...data]
    if (!has_more || pages === mostPages) {
      return { kind: "ok", value: { rows, complete: !has_more }, evidence: outcome.evidence }
    }
    // More to come after nothing would be asked for over and over.
    if (data.length === 0) return { kind: "unknown", cause: "unrecognised", evidence: outcome.evidence }
  }
}

/** One page of a list. */
export function pageOf<Row>(row: v.GenericSchema<unknown, Row>) {
  return v.object({ data: v.array(row), has_more: v.boolean() })
}
