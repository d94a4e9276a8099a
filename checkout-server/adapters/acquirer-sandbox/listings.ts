import * as v from "valibot"
import type { Instant } from "#domain/instant.ts"
import { type SettlementLineKind, settlementLineKinds } from "#domain/ledger/settlement-line.ts"
import { exactPence, type Pence } from "#domain/money.ts"
import type { ChangePage, ChangesFrom } from "#ports/acquirer.ts"
import type { SettlementDay, SettlementLine } from "#ports/acquirer-books.ts"
import { wireInstant, wirePence } from "./replies.ts"

/** An amount whose sign says which way it goes. */
const signedPence = v.pipe(
  v.number(),
  v.safeInteger(),
  v.transform((value): Pence => exactPence(value)),
)

/** A page of changes; each row's `id` is the cursor that goes on after it. */
export const changesReply = v.object({
  changes: v.array(
    v.object({ id: v.string(), payment_id: v.string(), reference: v.string(), at: wireInstant }),
  ),
  next_cursor: v.nullable(v.string()),
  complete: v.boolean(),
})

const lineReply = v.pipe(
  v.object({
    id: v.string(),
    kind: v.picklist(settlementLineKinds),
    payment_id: v.string(),
    reference: v.string(),
    refund_id: v.nullable(v.string()),
    dispute_id: v.nullable(v.string()),
    gross: signedPence,
    fee: wirePence,
    net: signedPence,
    currency: v.literal("GBP"),
    payout_id: v.string(),
    occurred_at: wireInstant,
  }),
  v.transform(
    (line): SettlementLine => ({
      lineId: line.id,
      kind: line.kind,
      acquirerPaymentId: line.payment_id,
      reference: line.reference,
      refundId: line.refund_id,
      acquirerDisputeId: line.dispute_id,
      gross: line.gross,
      fee: line.fee,
      net: line.net,
      currency: line.currency,
      payoutId: line.payout_id,
      occurredAt: line.occurred_at,
    }),
  ),
)

/** The books of one day. */
export const settlementsReply = v.object({
  day: v.string(),
  lines: v.array(lineReply),
  payouts: v.array(
    v.object({ id: v.string(), amount: signedPence, currency: v.literal("GBP"), paid_on: v.string() }),
  ),
  complete: v.boolean(),
})

/**
 * Null where following the page would lose or repeat changes: a cursor that is not its last row's, or more to come
 * after nothing.
 */
export function changePageOf(page: v.InferOutput<typeof changesReply>, from: ChangesFrom): ChangePage | null {
  const last = page.changes.at(-1)
  const goesOn = last
    ? page.next_cursor === last.id
    : page.complete && (!("cursor" in from) || page.next_cursor === from.cursor)
  if (!goesOn) return null
  return {
    changes: page.changes.map((change) => ({
      acquirerPaymentId: change.payment_id,
      reference: change.reference,
      at: change.at,
    })),
    nextCursor: page.next_cursor,
    complete: page.complete,
  }
}

/** Null where the books are another day's, or a line contradicts itself. */
export function settlementDayOf(
  books: v.InferOutput<typeof settlementsReply>,
  day: string,
): SettlementDay | null {
  const sound =
    books.day === day &&
    books.lines.every((line) => isSound(line) && utcDay(line.occurredAt) === day) &&
    books.payouts.every((payout) => payout.paid_on === day)
  if (!sound) return null
  return {
    day,
    lines: books.lines,
    payouts: books.payouts.map((payout) => ({
      payoutId: payout.id,
      amount: payout.amount,
      currency: payout.currency,
      paidOn: payout.paid_on,
    })),
    complete: books.complete,
  }
}

const signs: Readonly<Record<SettlementLineKind, 1 | -1>> = {
  payment: 1,
  refund: -1,
  refund_failed: 1,
  dispute: -1,
  dispute_won: 1,
}

function isSound({ kind, gross, fee, net }: SettlementLine): boolean {
  return net === gross - fee && Math.sign(gross) === signs[kind]
}

function utcDay(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10)
}
