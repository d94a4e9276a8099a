import { createHash } from "node:crypto"
import { Hono } from "hono"
import { expect } from "vitest"
import { openApiDocument } from "#contract/openapi.ts"
import { inTransaction } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { recordTransition } from "#db/records/payments.ts"
import { apiKey, buyer, service } from "#db/schema/buyers.ts"
import { apiKeyScopes, makeApiKey } from "#domain/api-keys/api-key.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentEvent } from "#domain/payments/transition.ts"
import { transition } from "#domain/payments/transition.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import { openCardEntry } from "#operations/payments/open-card-entry.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { buyerApiRoutes } from "#routes/buyer-api/buyer-api-routes.ts"
import { createUnderWay } from "#routes/middleware/under-way.ts"
import type { TestOutside } from "#tests/support/outside.ts"
import { govukPayCheck } from "./govuk-pay.ts"
import { ownDocumentCheck } from "./own-document.ts"

const words = { en: "Garden waste", cy: "Gwastraff gardd" }

/** A buyer with services `garden`, `parking`, `closed` (test) and `real` (live), and another with `other` (test). */
export async function seedBuyers(outside: TestOutside): Promise<void> {
  const createdAt = outside.clock.now()
  const contact = { phone: "01632 960000", email: "help@council.example" }
  await outside.db.insert(buyer).values(
    ["avc", "thm"].map((slug) => ({
      id: slug,
      code: slug.toUpperCase(),
      slug,
      name: words,
      contact,
      siteUrl: "https://council.example",
      createdAt,
    })),
  )
  const services = [
    { id: "garden", buyerId: "avc", mode: "test" as const, enabled: true, acquirer: "sandbox" },
    { id: "parking", buyerId: "avc", mode: "test" as const, enabled: true, acquirer: "sandbox" },
    { id: "closed", buyerId: "avc", mode: "test" as const, enabled: false, acquirer: "sandbox" },
    { id: "real", buyerId: "avc", mode: "live" as const, enabled: true, acquirer: null },
    { id: "other", buyerId: "thm", mode: "test" as const, enabled: true, acquirer: "sandbox" },
  ]
  await outside.db.insert(service).values(
    services.map((one) => ({
      ...one,
      code: one.id.toUpperCase(),
      slug: one.id,
      name: words,
      words: {
        heading: words,
        referenceLabel: words,
        referenceHint: words,
        referenceEmpty: words,
        referenceShape: words,
        referenceCheckDigit: words,
        referenceUnknown: words,
        next: words,
        quantityLabel: null,
        warning: null,
      },
      reference: {
        pattern: "^GW\\w{7}$",
        check: "mod_37_36" as const,
        dropFromSlash: false,
        accountRequired: false,
        registrationRequired: false,
      },
      amount: {
        kind: "quantity" as const,
        min: 1,
        max: 6,
        prices: [{ from: "01-01", unitPrice: exactPence(5600) }],
      },
      fund: { ledgerCode: "40", vatCode: "outside" },
      returnUrl: { en: "https://council.example/done", cy: "https://council.example/cy/done" },
      createdAt,
    })),
  )
}

interface KeyOptions {
  readonly service?: string
  readonly buyer?: string
  readonly mode?: "test" | "live"
  readonly reach?: "service" | "buyer"
  readonly scopes?: readonly string[]
  readonly expiresInHours?: number
  readonly revoked?: boolean
}

let keys = 0

/** Stores a key and returns its text. By default: garden's, test, every scope. */
export async function issueKey(outside: TestOutside, options: KeyOptions = {}): Promise<string> {
  const now = outside.clock.now()
  const mode = options.mode ?? "test"
  const random = createHash("sha256").update(`key ${++keys}`).digest()
  const text = makeApiKey({ mode, random })
  await outside.db.insert(apiKey).values({
    id: `key${keys}`,
    serviceId: options.service ?? "garden",
    buyerId: options.buyer ?? "avc",
    mode,
    reach: options.reach ?? "service",
    digest: createHash("sha256").update(text).digest("hex"),
    lastFour: text.slice(-4),
    name: "test",
    scopes: options.scopes ?? apiKeyScopes,
    createdAt: now,
    expiresAt: later(now, (options.expiresInHours ?? 1) * hourMilliseconds),
    revokedAt: options.revoked ? now : null,
  })
  return text
}

export interface CallOptions {
  readonly key?: string
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The members that tests read by name; the rest is looked at with `toMatchObject`. */
interface AnswerBody {
  readonly payment_id?: string
  readonly refund_id?: string
  readonly dispute_id?: string
  readonly civic_pay?: unknown
  readonly status?: string | number
  readonly refund_summary?: unknown
  readonly _embedded?: {
    readonly refunds?: readonly { refund_id: string; status: string }[]
    readonly disputes?: readonly { dispute_id: string; status: string }[]
  }
  readonly state?: unknown
  readonly card_details?: unknown
  readonly _links?: Readonly<Record<string, { href: string; params?: { chargeTokenId: string } }>>
  readonly events?: readonly { state: { status: string }; updated: string }[]
  readonly code?: string
  readonly field?: string
  readonly header?: string
  readonly description?: string
  readonly instance?: string
  readonly errors?: readonly { field?: string; pointer?: string; code: string; description: string }[]
}

export interface CallAnswer {
  readonly status: number
  readonly headers: Headers
  /** Empty where there is no body. */
  readonly body: AnswerBody
}

/** A client of the API. Every answer it gets is checked against our document and GOV.UK Pay's. */
export function client(outside: TestOutside, underWay = createUnderWay(outside.log)) {
  const app = new Hono().route("/v1", buyerApiRoutes(outside, underWay))
  const checkout = outside.addresses.checkout
  const checkOwn = ownDocumentCheck(openApiDocument({ checkoutUrl: checkout, docsUrl: `${checkout}/docs` }))
  const checkGovukPay = govukPayCheck()
  return async (method: string, path: string, options: CallOptions = {}): Promise<CallAnswer> => {
    const { key, body, headers } = options
    const response = await app.request(path, {
      method,
      headers: {
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed = text === "" ? null : JSON.parse(text)
    if (method !== "HEAD") {
      const answer = {
        method,
        path,
        status: response.status,
        type: response.headers.get("Content-Type"),
        body: parsed,
      }
      checkOwn(answer)
      checkGovukPay(answer)
    }
    expect(response.headers.get("Cache-Control")).toBe("no-store")
    expect(response.headers.get("Civic-Pay-Version")).toMatch(/^\d+\.\d+\.\d+$/)
    return { status: response.status, headers: response.headers, body: parsed ?? {} }
  }
}

/** The least that `POST /v1/payments` accepts. */
export const leastRequest = {
  amount: 5750,
  reference: "GW24KX7MT",
  description: "Garden waste collection",
  return_url: "https://council.example/done",
}

/** Lets events happen to a payment, one after another, as the checkout and the acquirer would report them. */
export async function happen(
  outside: TestOutside,
  paymentId: string,
  ...events: PaymentEvent[]
): Promise<Payment> {
  let now = await findPayment(outside.db, paymentId)
  for (const event of events) {
    const decided = transition(now!, event, outside.clock.now(), "current")
    if (!decided.ok) throw new Error(`${event.name}: ${decided.problem}`)
    const recorded = await inTransaction(outside.db, (transaction) =>
      recordTransition(transaction, decided.value, stamp(outside, "payee")),
    )
    if (!recorded.ok) throw new Error(recorded.problem)
    now = recorded.value
  }
  return now!
}

/** Charges a card for a payment, as its payee would; what the acquirer answers is the script's to say. */
export async function charge(outside: TestOutside, paymentId: string): Promise<void> {
  const urls = { returnUrl: "https://pay.example/r", challengeReturnUrl: "https://pay.example/c" }
  await openCardEntry(outside, { paymentId, language: "en", renew: false, ...urls })
  const begun = await authorisePayment(outside, { paymentId, token: "tok_test" })
  if (!begun.ok) throw new Error(begun.problem)
  await begun.value.settled
}
