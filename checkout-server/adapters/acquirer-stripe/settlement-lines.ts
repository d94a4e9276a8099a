import * as v from "valibot"
import type { SettlementLineKind } from "#domain/ledger/settlement-line.ts"
import { exactPence, type Pence } from "#domain/money.ts"
import type { SettlementLine } from "#ports/acquirer-books.ts"
import { chargeOwner, type IntentOwners } from "./intent-owners.ts"
import { idOfPart, wireInstant } from "./replies.ts"

/** An amount whose sign says which way it goes. */
const signedPence = v.pipe(
  v.number(),
  v.safeInteger(),
  v.transform((value): Pence => exactPence(value)),
)

/** Stripe's reporting categories of movements that are about a payment. */
const kinds: ReadonlyMap<string, SettlementLineKind> = new Map([
  ["charge", "payment"],
  ["refund", "refund"],
  ["refund_failure", "refund_failed"],
  ["dispute", "dispute"],
  ["dispute_reversal", "dispute_won"],
])

const sourceReply = v.object({
  id: v.string(),
  object: v.string(),
  payment_intent: v.nullish(idOfPart),
  metadata: v.nullish(v.record(v.string(), v.string())),
})

/** A balance transaction; `kind` is null where it is about no payment. */
export const balanceRow = v.pipe(
  v.object({
    id: v.string(),
    amount: signedPence,
    fee: signedPence,
    net: signedPence,
    created: wireInstant,
    reporting_category: v.string(),
    source: v.nullish(v.union([v.string(), sourceReply])),
  }),
  v.check(({ amount, fee, net }) => net === amount - fee),
  v.transform(({ source, reporting_category, ...row }) => {
    const object = typeof source === "object" ? source : null
    return {
      ...row,
      kind: kinds.get(reporting_category) ?? null,
      source: object,
      intent: object?.payment_intent ?? null,
    }
  }),
)
export type BalanceRow = v.InferOutput<typeof balanceRow>

/** What the movements say themselves of their intents: a charge has the words of its intent. */
export function ownersIn(rows: readonly BalanceRow[]): IntentOwners {
  return new Map(
    rows.flatMap(({ source, intent }) => {
      const metadata = new Map(Object.entries(source?.metadata ?? {}))
      const owner = intent === null ? null : chargeOwner({ id: intent, metadata })
      return owner === null ? [] : [[owner.acquirerPaymentId, owner] as const]
    }),
  )
}

/** A balance transaction, only as part of something. */
export const rowId = v.object({ id: v.string() })

export const payoutRow = v.object({
  id: v.string(),
  amount: signedPence,
  currency: v.string(),
  status: v.string(),
  automatic: v.boolean(),
  arrival_date: wireInstant,
})
export type PayoutRow = v.InferOutput<typeof payoutRow>

/**
 * A movement in our words. What belongs to nobody here keeps Stripe's ids: it is in a payout of ours all the same.
 * A fee that came back with the movement is added to it, because a line's fee cannot be negative: people see the sum.
 */
export function lineOf(
  row: BalanceRow,
  known: { readonly owners: IntentOwners; readonly payoutId: string },
): SettlementLine {
  const { source, intent } = row
  const owner = known.owners.get(intent ?? "") ?? null
  const stranger = intent ?? source?.id ?? row.id
  const isRefund = row.kind === "refund" || row.kind === "refund_failed"
  const isDispute = row.kind === "dispute" || row.kind === "dispute_won"
  const isFeeBack = row.fee < 0
  return {
    lineId: row.id,
    kind: row.kind ?? "payment",
    acquirerPaymentId: owner?.acquirerPaymentId ?? stranger,
    reference: owner?.reference ?? stranger,
    refundId: isRefund ? (source?.metadata?.["refund_id"] ?? source?.id ?? null) : null,
    acquirerDisputeId: isDispute ? (source?.id ?? null) : null,
    gross: isFeeBack ? row.net : row.amount,
    fee: isFeeBack ? exactPence(0) : row.fee,
    net: row.net,
    currency: "GBP",
    payoutId: known.payoutId,
    occurredAt: row.created,
  }
}
