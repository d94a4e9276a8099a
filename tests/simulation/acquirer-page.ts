import type { Instant } from "#domain/instant.ts"
import { hourMilliseconds, later, minuteMilliseconds } from "#domain/instant.ts"
import type { Prepared, PrepareRequest } from "#ports/acquirer.ts"
import type { AcquirerPayment } from "./acquirer-payment.ts"

/** The acquirer's own page, where a payee pays without us: closed by an end, not by a refusal. */
export interface AcquirerPage {
  readonly url: string
  /** Another id of the same payment, by which notifications may tell of it. */
  readonly alias: string
  readonly expiresAt: Instant
  /** Its payee has been there, and may have it open still. */
  isKnown: boolean
  /** Gone while its payee stood before the bank. */
  isShut: boolean
  /** How a page that nobody had paid on was closed. */
  end: "voided" | "expired" | null
}

/** A page stays open for no less and no more than this, whatever is asked for. */
const lifeMilliseconds = { least: 31 * minuteMilliseconds, most: 24 * hourMilliseconds } as const

/** A payee whose page is gone may still answer the bank for so long. */
export const lingerMilliseconds = 10 * minuteMilliseconds

/** A page as `prepare` makes it; null where a kept card is charged, with nobody to look at one. */
export function newPage(
  { id, alias }: { readonly id: string; readonly alias: string },
  { expiresAt, preparedAt, agreement }: PrepareRequest,
): AcquirerPage | null {
  if (agreement?.step === "charge") return null
  const begins = preparedAt ?? expiresAt
  const life = Math.min(Math.max(expiresAt - begins, lifeMilliseconds.least), lifeMilliseconds.most)
  const url = `https://acquirer.example/pages/${id}`
  return { url, alias, expiresAt: later(begins, life), isKnown: false, isShut: false, end: null }
}

/** Where a card is entered for this payment. */
export function handoffOf({ id, page, request }: AcquirerPayment): Prepared["handoff"] {
  if (request.agreement?.step === "charge") return { kind: "saved_card" }
  if (page !== null) return { kind: "redirect", url: page.url }
  const action = `https://acquirer.example/card-entries/${id}`
  return { kind: "direct_post", action, entrySecret: "secret" }
}

/** The payment's own id behind an alias; any other id as it is. */
export function unaliased(payments: ReadonlyMap<string, AcquirerPayment>, id: string): string {
  return [...payments.values()].find(({ page }) => page?.alias === id)?.id ?? id
}

/** The earlier of the two, where there are two. */
export function soonest(one: Instant, other: Instant | undefined): Instant {
  return other !== undefined && other < one ? other : one
}
