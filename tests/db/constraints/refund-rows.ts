import type postgres from "postgres"
import type { Posting, PostingKind } from "#domain/ledger/posting.ts"
import { posting, reversalPosting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import type { RefundKind, RefundState } from "#domain/refunds/refund.ts"
import type { Attack } from "./attack.ts"
import { freshId, post, rawPaymentIn } from "./attack.ts"

/** Every refund here is of £40. */
export const refunded = exactPence(4_000)
const at = "2026-11-22T09:40:00Z"

/** A row of `refund` as one of a payment is born, with what a test says of it. */
export async function refundRow(attack: Attack, paymentId: string, facts: Record<string, unknown> = {}) {
  const [owner] = await attack.owner<{ buyer_id: string; service_id: string; mode: string }[]>`
    select buyer_id, service_id, mode from payment where id = ${paymentId}`
  const id = freshId()
  return {
    id,
    payment_id: paymentId,
    ...owner,
    kind: "refund",
    acquirer: "sandbox",
    acquirer_payment_id: `acq_${id}`,
    amount: refunded as number,
    state: "submitted",
    created_at: at,
    updated_at: at,
    ...facts,
  }
}

/** What a payment with one refund has reserved and refunded. */
export function sumsIn(state: RefundState) {
  return {
    refund_reserved: state === "failed" ? 0 : refunded,
    refunded: state === "succeeded" ? refunded : 0,
  }
}

/** The posting that belongs to a move; null where no money moves. */
export function postedAs(from: RefundState, to: RefundState): PostingKind | null {
  if (from === to || to === "needs_operator" || to === "submitted") return null
  if (to === "succeeded") return "refund_succeeded"
  return from === "succeeded" ? "refund_returned" : "refund_failed"
}

/** A posting of a refund, or of a reversal. */
export function postingOf(kind: RefundKind, cause: PostingKind, sourceId: string): Posting {
  return (kind === "reversal" ? reversalPosting : posting)(cause, sourceId, refunded)
}

/** A refund that stands in `state` with its payment's sums and its postings, put there with every trigger off. */
export async function rawRefundIn(attack: Attack, state: RefundState, kind: RefundKind = "refund") {
  const paymentId = await rawPaymentIn(attack, kind === "refund" ? "captured" : "expired")
  const row = await refundRow(attack, paymentId, { state, prev_state: state, kind })
  const settled = postedAs("submitted", state)
  await attack.owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    if (kind === "refund") await sql`update payment set ${sql(sumsIn(state))} where id = ${paymentId}`
    else await post(sql, paymentId, posting("late_success", row.acquirer_payment_id, refunded))
    await sql`insert into refund ${sql(row)}`
    await post(sql, paymentId, postingOf(kind, "refund_submitted", row.id))
    if (settled !== null) await post(sql, paymentId, postingOf(kind, settled, row.id))
  })
  return row
}

/** What one transaction writes for a refund; null leaves a part out. */
export interface RefundWrite {
  /** The payment's columns. */
  readonly payment: Record<string, unknown> | null
  readonly postings: readonly Posting[]
}

/** Writes a refund's row, its payment's sums and its postings in one transaction, in that order. */
export async function writeRefund(
  writer: postgres.Sql,
  row: { readonly payment_id: string },
  write: RefundWrite,
  how: (sql: postgres.TransactionSql) => PromiseLike<unknown>,
): Promise<void> {
  await writer.begin(async (sql) => {
    await how(sql)
    if (write.payment !== null)
      await sql`update payment set ${sql(write.payment)}, version = version + 1 where id = ${row.payment_id}`
    for (const one of write.postings) await post(sql, row.payment_id, one)
  })
}
