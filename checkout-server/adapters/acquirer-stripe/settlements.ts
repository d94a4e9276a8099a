import { hourMilliseconds, later, minuteMilliseconds } from "#domain/instant.ts"
import { nextUtcDay, parseUtcDay, startOfUtcDay, utcDay } from "#domain/utc-day.ts"
import type { Outcome } from "#ports/acquirer.ts"
import type { Payout, SettlementDay } from "#ports/acquirer-books.ts"
import { type Listing, listAll, type StripeLine } from "./client.ts"
import { findOwners, type IntentOwners, ownerOf } from "./intent-owners.ts"
import { refused } from "./outcome.ts"
import { listSessions, toSeconds } from "./sessions.ts"
import {
  type BalanceRow,
  balanceRow,
  lineOf,
  ownersIn,
  type PayoutRow,
  payoutRow,
  rowId,
} from "./settlement-lines.ts"

/** Ten thousand movements; an account with more in a day needs Stripe's reports instead. */
const mostPages = 100

/** A page of Stripe's stays open for a day at most, so that a payment's session was made then at the earliest. */
const sessionLifeMilliseconds = 24 * hourMilliseconds

/** From so many payments on, the sessions of the day are listed instead of asked for one by one. */
const manyIntents = 20

/** How long after midnight the last movements of a day may still appear in the list. */
const closingMilliseconds = 5 * minuteMilliseconds

/** Payouts looked through for the lines of a day: Stripe pays out within two weeks. */
const mostPayouts = 20

interface Range {
  readonly gte: number
  readonly lt: number
}

/**
 * Stripe's books of one UTC day. They are complete once the day is over by Stripe's clock and every line is in a
 * payout, some working days later; only automatic payouts say what they are made of.
 */
export async function listSettlements(line: StripeLine, day: string): Promise<Outcome<SettlementDay>> {
  const utc = parseUtcDay(day)
  if (utc === null) return refused("configuration")
  const end = startOfUtcDay(nextUtcDay(utc))
  const range = { gte: toSeconds(startOfUtcDay(utc)), lt: toSeconds(end) }
  const [movements, arrived] = await Promise.all([listMovements(line, range), listArrived(line, range)])
  if (movements.kind !== "ok") return movements
  if (arrived.kind !== "ok") return arrived
  const rows = movements.value.rows
  const [payoutIds, owners] = await Promise.all([
    findPayoutIds(line, rows, range),
    findLineOwners(line, rows, range),
  ])
  if (payoutIds.kind !== "ok") return payoutIds
  if (owners.kind !== "ok") return owners
  const lines = rows.map((row) =>
    lineOf(row, { owners: owners.value, payoutId: payoutIds.value.get(row.id) ?? "" }),
  )
  const now = line.acquirerTime()
  const complete =
    movements.value.complete &&
    arrived.value.complete &&
    now !== null &&
    now >= later(end, closingMilliseconds) &&
    lines.every(({ payoutId }) => payoutId !== "")
  const value = { day, lines, payouts: arrived.value.payouts, complete }
  return { kind: "ok", value, evidence: movements.evidence }
}

/** What moved on the day and is about a payment. Stripe's own fees, payouts and other currencies are left out. */
async function listMovements({ stripe }: StripeLine, created: Range): Promise<Outcome<Listing<BalanceRow>>> {
  const listed = await listAll(
    (page) => stripe.balanceTransactions.list({ ...page, created, currency: "gbp", expand: ["data.source"] }),
    balanceRow,
    mostPages,
  )
  if (listed.kind !== "ok") return listed
  const rows = listed.value.rows.filter(({ kind }) => kind !== null).toReversed()
  return { ...listed, value: { ...listed.value, rows } }
}

/** Payouts of the day. One that is still on its way may yet fail: the day is not complete. */
async function listArrived(
  { stripe }: StripeLine,
  arrival_date: Range,
): Promise<Outcome<{ readonly payouts: readonly Payout[]; readonly complete: boolean }>> {
  const listed = await listAll((page) => stripe.payouts.list({ ...page, arrival_date }), payoutRow, mostPages)
  if (listed.kind !== "ok") return listed
  const rows = listed.value.rows.filter(({ currency }) => currency === "gbp").toReversed()
  const payouts = rows
    .filter(({ status }) => status === "paid")
    .map(
      ({ id, amount, arrival_date: at }): Payout => ({
        payoutId: id,
        amount,
        currency: "GBP",
        paidOn: utcDay(at),
      }),
    )
  const settled = rows.every(({ status }) => ["paid", "failed", "canceled"].includes(status))
  return { ...listed, value: { payouts, complete: listed.value.complete && settled } }
}

/** Which payout each movement is in, for those that are: asked of the payouts made since, the oldest first. */
async function findPayoutIds(
  { stripe }: StripeLine,
  movements: readonly BalanceRow[],
  { gte }: Range,
): Promise<Outcome<ReadonlyMap<string, string>>> {
  const found = new Map<string, string>()
  const missing = new Set(movements.map(({ id }) => id))
  const none = { kind: "ok", value: found, evidence: {} } as const
  if (missing.size === 0) return none
  const listed = await listAll(
    (page) => stripe.payouts.list({ ...page, created: { gte } }),
    payoutRow,
    mostPages,
  )
  if (listed.kind !== "ok") return listed
  const payouts = listed.value.rows.filter(isSeenInside).toReversed().slice(0, mostPayouts)
  for (const { id: payout } of payouts) {
    if (missing.size === 0) break
    const inside = await listAll(
      (page) => stripe.balanceTransactions.list({ ...page, payout }),
      rowId,
      mostPages,
    )
    if (inside.kind !== "ok") return inside
    for (const { id } of inside.value.rows) if (missing.delete(id)) found.set(id, payout)
  }
  return none
}

/** Stripe says what is in a payout only where it made the payout itself. */
function isSeenInside({ automatic, currency, status }: PayoutRow): boolean {
  return automatic && currency === "gbp" && status !== "canceled"
}

async function findLineOwners(
  line: StripeLine,
  movements: readonly BalanceRow[],
  { gte, lt }: Range,
): Promise<Outcome<IntentOwners>> {
  const intents = new Set(movements.flatMap(({ intent }) => (intent === null ? [] : [intent])))
  const known = new Map(ownersIn(movements))
  if (intents.size - known.size < manyIntents) return await findOwners(line, intents, known)
  const created = { gte: gte - toSeconds(sessionLifeMilliseconds), lt }
  const listed = await listSessions(line, created, mostPages)
  if (listed.kind !== "ok") return listed
  for (const session of listed.value.rows) {
    if (session.payment_intent) known.set(session.payment_intent, ownerOf(session))
  }
  return await findOwners(line, intents, known)
}
