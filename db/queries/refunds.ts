import { and, asc, eq, inArray, ne } from "drizzle-orm"
import type { Reader, Transaction } from "#db/connect.ts"
import { ledgerTransaction } from "#db/schema/ledger.ts"
import { operation } from "#db/schema/operations.ts"
import { dispute, refund } from "#db/schema/refunds.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import type { Instant } from "#domain/instant.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { openOperationStates } from "#domain/payments/operation.ts"
import type { Refund } from "#domain/refunds/refund.ts"

/** The row as the domain's refund, without what only the database needs. */
export function refundFromRow(row: typeof refund.$inferSelect): Refund {
  const { prevState, ...rest } = row
  return rest
}

/** The refund with this id; null where there is none. */
export async function findRefund(reader: Reader, id: string): Promise<Refund | null> {
  const [row] = await reader.select().from(refund).where(eq(refund.id, id))
  return row ? refundFromRow(row) : null
}

/** Every refund of a payment, reversals included, oldest first. */
export async function findRefundsOfPayment(reader: Reader, paymentId: string): Promise<readonly Refund[]> {
  const rows = await reader
    .select()
    .from(refund)
    .where(eq(refund.paymentId, paymentId))
    .orderBy(asc(refund.createdAt), asc(refund.id))
  return rows.map(refundFromRow)
}

/** True where late money on this acquirer's payment is being sent back, or was. */
export async function isReversed(
  reader: Reader,
  acquirer: string,
  acquirerPaymentId: string,
): Promise<boolean> {
  const [row] = await reader
    .select({ id: refund.id })
    .from(refund)
    .where(
      and(
        eq(refund.acquirer, acquirer),
        eq(refund.acquirerPaymentId, acquirerPaymentId),
        eq(refund.kind, "reversal"),
      ),
    )
  return row !== undefined
}

/** Every dispute of a payment, oldest first. */
export async function findDisputesOfPayment(reader: Reader, paymentId: string): Promise<readonly Dispute[]> {
  const rows = await reader
    .select()
    .from(dispute)
    .where(eq(dispute.paymentId, paymentId))
    .orderBy(asc(dispute.openedAt), asc(dispute.id))
  return rows.map(({ prevState, ...rest }) => rest)
}

/** True where the acquirer's id of a dispute stands with another payment than this one. */
export async function isDisputeOfAnotherPayment(
  reader: Reader,
  disputeOf: Pick<Dispute, "paymentId" | "acquirer" | "acquirerDisputeId">,
): Promise<boolean> {
  const [row] = await reader
    .select({ id: dispute.id })
    .from(dispute)
    .where(
      and(
        eq(dispute.acquirer, disputeOf.acquirer),
        eq(dispute.acquirerDisputeId, disputeOf.acquirerDisputeId),
        ne(dispute.paymentId, disputeOf.paymentId),
      ),
    )
  return row !== undefined
}

/** True where an authorisation on this acquirer's payment is being released, or was. */
export async function isReleased(reader: Reader, acquirerPaymentId: string): Promise<boolean> {
  const [row] = await reader
    .select({ id: operation.id })
    .from(operation)
    .where(
      and(
        eq(operation.acquirerPaymentId, acquirerPaymentId),
        eq(operation.kind, "void"),
        inArray(operation.state, [...openOperationStates, "succeeded"]),
      ),
    )
    .limit(1)
  return row !== undefined
}

/** An operation, and until when a sweep works on it; null where none does. */
export type LeasedOperation = Operation & { readonly leaseUntil: Instant | null }

/**
 * The operation that sends a refund while it is open, held until the transaction ends: no sweep takes it meanwhile, and
 * one that is taking it is waited for. Null once it has ended.
 */
export async function lockOpenRefundOperation(
  transaction: Transaction,
  refundId: string,
): Promise<LeasedOperation | null> {
  const [row] = await transaction
    .select()
    .from(operation)
    .where(and(eq(operation.refundId, refundId), inArray(operation.state, [...openOperationStates])))
    .for("update")
  return row ?? null
}

/** True where this refund was sent back once, whatever became of it since. */
export async function hasSucceeded(reader: Reader, refundId: string): Promise<boolean> {
  const [row] = await reader
    .select({ id: ledgerTransaction.id })
    .from(ledgerTransaction)
    .where(and(eq(ledgerTransaction.kind, "refund_succeeded"), eq(ledgerTransaction.sourceId, refundId)))
  return row !== undefined
}

/** True where the acquirer's id of a refund stands with another refund than this one. */
export async function isOfAnotherRefund(
  reader: Reader,
  refundOf: Pick<Refund, "id" | "acquirer">,
  acquirerRefundId: string,
): Promise<boolean> {
  const [row] = await reader
    .select({ id: refund.id })
    .from(refund)
    .where(
      and(
        eq(refund.acquirer, refundOf.acquirer),
        eq(refund.acquirerRefundId, acquirerRefundId),
        ne(refund.id, refundOf.id),
      ),
    )
  return row !== undefined
}
