import { and, asc, desc, eq, gt, gte, inArray, lte, notInArray, or } from "drizzle-orm"
import type { Reader, Transaction } from "#db/connect.ts"
import { acquirerObject, operation } from "#db/schema/operations.ts"
import { payment, paymentEvent } from "#db/schema/payments.ts"
import { refund } from "#db/schema/refunds.ts"
import type { Instant } from "#domain/instant.ts"
import type { Operation } from "#domain/payments/operation.ts"
import { openOperationStates } from "#domain/payments/operation.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { closedStates } from "#domain/payments/state.ts"

type PaymentRow = typeof payment.$inferSelect

/** The acquirer's payment that a card can be entered for now. */
export interface AcquirerObject {
  readonly externalId: string
  readonly action: string | null
  readonly entrySecret: string | null
}

/** A payment with what is open at the acquirer: enough to decide anything about it. */
export interface PaymentInHand {
  readonly payment: Payment
  /** The open operation that takes the payment forward. */
  readonly operation: Operation | null
  /** Open releases of money: of this attempt or of earlier ones. */
  readonly voids: readonly Operation[]
  readonly object: AcquirerObject | null
  /** The acquirer's id of the newest attempt, open or closed. */
  readonly newestObjectId: string | null
  /** Attempts made so far: the next one's sequence is one more. */
  readonly objects: number
}

/** The row as the domain's payment, without what only the database needs. */
export function paymentFromRow(row: PaymentRow): Payment {
  const { prevState, ...rest } = row
  return rest
}

/** The payment with this id; null where there is none. */
export async function findPayment(reader: Reader, id: string): Promise<Payment | null> {
  const [row] = await reader.select().from(payment).where(eq(payment.id, id))
  return row ? paymentFromRow(row) : null
}

/** The payment alone, held until the transaction ends; null where there is none. */
export async function lockPayment(transaction: Transaction, id: string): Promise<Payment | null> {
  const [row] = await transaction.select().from(payment).where(eq(payment.id, id)).for("update")
  return row ? paymentFromRow(row) : null
}

/** The payment that a refund is of; null where there is no such refund. */
export async function findPaymentOfRefund(reader: Reader, refundId: string): Promise<string | null> {
  const [row] = await reader
    .select({ paymentId: refund.paymentId })
    .from(refund)
    .where(eq(refund.id, refundId))
  return row?.paymentId ?? null
}

/** The payment with its open operation and open acquirer object; null where there is no such payment. */
export async function findPaymentInHand(reader: Reader, id: string): Promise<PaymentInHand | null> {
  const [rows, operations, objects] = await Promise.all([
    reader.select().from(payment).where(eq(payment.id, id)),
    openOperations(reader, id),
    newestObjects(reader, id),
  ])
  return inHand(rows, operations, objects)
}

/** The same, holding payment and operation until the transaction ends: for decisions that must not interleave. */
export async function lockPaymentInHand(transaction: Transaction, id: string): Promise<PaymentInHand | null> {
  const rows = await transaction.select().from(payment).where(eq(payment.id, id)).for("update")
  const [operations, objects] = await Promise.all([
    openOperations(transaction, id).for("update"),
    newestObjects(transaction, id),
  ])
  return inHand(rows, operations, objects)
}

function openOperations(reader: Reader, paymentId: string) {
  return reader
    .select()
    .from(operation)
    .where(
      and(
        eq(operation.paymentId, paymentId),
        inArray(operation.state, [...openOperationStates]),
        notInArray(operation.kind, ["refund", "answer"]),
      ),
    )
}

/** An open object is always the newest: a new one is made only when none is open. */
function newestObjects(reader: Reader, paymentId: string) {
  return reader
    .select()
    .from(acquirerObject)
    .where(eq(acquirerObject.paymentId, paymentId))
    .orderBy(desc(acquirerObject.sequence))
    .limit(1)
}

function inHand(
  rows: readonly PaymentRow[],
  operations: readonly (typeof operation.$inferSelect)[],
  objects: readonly (typeof acquirerObject.$inferSelect)[],
): PaymentInHand | null {
  const [row] = rows
  if (!row) return null
  const newest = objects[0]
  return {
    payment: paymentFromRow(row),
    operation: operations.find(({ kind }) => kind !== "void") ?? null,
    voids: operations.filter(({ kind }) => kind === "void"),
    object: newest?.state === "open" ? newest : null,
    newestObjectId: newest?.externalId ?? null,
    objects: newest?.sequence ?? 0,
  }
}

/** The open operation about this acquirer's payment, forward or void; null where there is none. */
export function operationOn(held: PaymentInHand, acquirerPaymentId: string): Operation | null {
  const open = held.operation === null ? held.voids : [held.operation, ...held.voids]
  return open.find((one) => one.acquirerPaymentId === acquirerPaymentId) ?? null
}

/** The basket's payment that is unfinished or paid; null where a new one may be made. */
export async function findPaymentOfBasket(reader: Reader, basketId: string): Promise<Payment | null> {
  const [row] = await reader
    .select()
    .from(payment)
    .where(and(eq(payment.basketId, basketId), notInArray(payment.state, [...closedStates])))
  return row ? paymentFromRow(row) : null
}

/** The newest of our payments that owns an acquirer's object; null for a stranger's. */
export async function findPaymentIdOfObject(
  reader: Reader,
  acquirer: string,
  externalId: string,
): Promise<string | null> {
  const [row] = await reader
    .select({ paymentId: acquirerObject.paymentId })
    .from(acquirerObject)
    .where(and(eq(acquirerObject.acquirer, acquirer), eq(acquirerObject.externalId, externalId)))
  return row?.paymentId ?? null
}

/** The acquirer's newest object of a payment, open or closed: whom to ask about it. */
export async function findNewestObjectId(reader: Reader, paymentId: string): Promise<string | null> {
  const [row] = await reader
    .select({ externalId: acquirerObject.externalId })
    .from(acquirerObject)
    .where(eq(acquirerObject.paymentId, paymentId))
    .orderBy(desc(acquirerObject.sequence))
    .limit(1)
  return row?.externalId ?? null
}

/** The newest captured payment of the same service, reference and amount since a moment; null where there is none. */
export async function findSamePayment(
  reader: Reader,
  like: Payment,
  since: Instant,
): Promise<Payment | null> {
  const [row] = await reader
    .select()
    .from(payment)
    .where(
      and(
        eq(payment.serviceId, like.serviceId),
        eq(payment.mode, like.mode),
        eq(payment.reference, like.reference),
        eq(payment.amount, like.amount),
        eq(payment.state, "captured"),
        gte(payment.createdAt, since),
      ),
    )
    .orderBy(desc(payment.createdAt), desc(payment.id))
    .limit(1)
  return row ? paymentFromRow(row) : null
}

/** A place in the list of payments by expiry. */
export interface ExpiryPlace {
  readonly id: string
  readonly state: PaymentState
  readonly expiresAt: Instant
}

/** Payments in `states` whose time is up, oldest first, after a place in that order; at most `limit`. */
export async function findPaymentsToExpire(
  reader: Reader,
  search: {
    readonly states: readonly PaymentState[]
    readonly now: Instant
    readonly after: ExpiryPlace | null
    readonly limit: number
  },
): Promise<readonly ExpiryPlace[]> {
  const { after } = search
  return await reader
    .select({ id: payment.id, state: payment.state, expiresAt: payment.expiresAt })
    .from(payment)
    .where(
      and(
        inArray(payment.state, [...search.states]),
        lte(payment.expiresAt, search.now),
        after === null
          ? undefined
          : or(
              gt(payment.expiresAt, after.expiresAt),
              and(eq(payment.expiresAt, after.expiresAt), gt(payment.id, after.id)),
            ),
      ),
    )
    .orderBy(asc(payment.expiresAt), asc(payment.id))
    .limit(search.limit)
}

/** True where a fact that changes nothing was already written down as an operator case of this payment. */
export async function isKnownOperatorCase(
  reader: Reader,
  paymentId: string,
  event: string,
): Promise<boolean> {
  const [row] = await reader
    .select({ version: paymentEvent.version })
    .from(paymentEvent)
    .where(
      and(
        eq(paymentEvent.paymentId, paymentId),
        eq(paymentEvent.event, event),
        eq(paymentEvent.operatorCase, true),
      ),
    )
    .limit(1)
  return row !== undefined
}
