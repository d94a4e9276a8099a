import { and, asc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm"
import type { Transaction } from "#db/connect.ts"
import { acquirerObject, operation } from "#db/schema/operations.ts"
import type { Instant } from "#domain/instant.ts"
import type { Operation, OperationState } from "#domain/payments/operation.ts"
import { openOperationStates } from "#domain/payments/operation.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"

/** Writes an operation before its call is made. PostgreSQL refuses a second open one for the payment. */
export async function insertOperation(transaction: Transaction, row: Operation): Promise<void> {
  await transaction.insert(operation).values(row)
}

/** What became of an operation. Open states carry the time to ask again; the others end it. */
export interface OperationChange {
  readonly state: OperationState
  readonly at: Instant
  readonly nextSyncAt?: Instant | null
  readonly refusal?: RefusalReason | null
  readonly challengeUrl?: string
  readonly returnedAt?: Instant
  readonly evidence?: Readonly<Record<string, string | number>>
  /** Nothing will be repeated any more: what was sent is not kept, though the operation stays open. */
  readonly forgetsRequest?: boolean
  /** The lease that the answer was found out under. */
  readonly leaseToken?: string
}

/**
 * Records an answer. Does nothing where the operation has already ended: the first conclusive answer stands.
 * False where the lease was lost meanwhile: what was found out may be old, and nothing may be kept of it.
 */
export async function recordOperation(
  transaction: Transaction,
  before: Operation,
  change: OperationChange,
): Promise<boolean> {
  const open = (openOperationStates as readonly OperationState[]).includes(change.state)
  const { leaseToken } = change
  const isForgotten = !open || change.forgetsRequest === true
  const updated = await transaction
    .update(operation)
    .set({
      state: change.state,
      nextSyncAt: open ? (change.nextSyncAt ?? before.nextSyncAt) : null,
      finishedAt: open ? null : change.at,
      ...(change.refusal === undefined ? {} : { refusal: change.refusal }),
      ...(change.evidence === undefined ? {} : { evidence: change.evidence }),
      ...(change.challengeUrl === undefined
        ? {}
        : { request: { ...before.request, challengeUrl: change.challengeUrl } }),
      ...(change.returnedAt === undefined ? {} : { returnedAt: change.returnedAt }),
      ...(isForgotten ? { request: withoutSecrets(before) } : {}),
      ...(open ? {} : { leaseToken: null, leaseUntil: null }),
    })
    .where(
      and(
        eq(operation.id, before.id),
        inArray(operation.state, [...openOperationStates]),
        leaseToken === undefined ? undefined : eq(operation.leaseToken, leaseToken),
      ),
    )
    .returning({ id: operation.id })
  return leaseToken === undefined || updated.length === 1
}

/** What can never be replayed keeps no token, and no words about a payee. */
function withoutSecrets({ request }: Operation): Operation["request"] {
  const { token, evidence, ...rest } = request
  return rest
}

/** Marks a prepared operation as sent, before its first byte leaves. */
export async function markSent(
  transaction: Transaction,
  id: string,
  times: { readonly at: Instant; readonly nextSyncAt: Instant },
): Promise<void> {
  await transaction
    .update(operation)
    .set({ state: "sent", sentAt: times.at, nextSyncAt: times.nextSyncAt })
    .where(and(eq(operation.id, id), eq(operation.state, "prepared")))
}

/** Takes due operations for one worker: locked rows of others are skipped, a stale lease is taken over. */
export async function claimDueOperations(
  transaction: Transaction,
  claim: {
    readonly now: Instant
    readonly leaseToken: string
    readonly leaseUntil: Instant
    readonly limit: number
  },
): Promise<readonly Operation[]> {
  const due = await transaction
    .select({ id: operation.id })
    .from(operation)
    .where(
      and(
        inArray(operation.state, [...openOperationStates]),
        lte(operation.nextSyncAt, claim.now),
        or(isNull(operation.leaseUntil), lte(operation.leaseUntil, claim.now)),
      ),
    )
    .orderBy(asc(operation.nextSyncAt), asc(operation.id))
    .limit(claim.limit)
    .for("update", { skipLocked: true })
  if (due.length === 0) return []
  return await transaction
    .update(operation)
    .set({ leaseToken: claim.leaseToken, leaseUntil: claim.leaseUntil, syncs: sql`${operation.syncs} + 1` })
    .where(
      inArray(
        operation.id,
        due.map((row) => row.id),
      ),
    )
    .returning()
}

/** Gives a claimed operation back with the time to ask again; nothing where the lease was lost. */
export async function releaseOperation(
  transaction: Transaction,
  held: { readonly id: string; readonly leaseToken: string; readonly nextSyncAt: Instant | null },
): Promise<void> {
  await transaction
    .update(operation)
    .set({
      leaseToken: null,
      leaseUntil: null,
      ...(held.nextSyncAt === null ? {} : { nextSyncAt: held.nextSyncAt }),
    })
    .where(and(eq(operation.id, held.id), eq(operation.leaseToken, held.leaseToken)))
}

/** Keeps the acquirer's object of an attempt. PostgreSQL refuses a second open one for the payment. */
export async function insertAcquirerObject(
  transaction: Transaction,
  row: typeof acquirerObject.$inferInsert,
): Promise<void> {
  await transaction.insert(acquirerObject).values(row)
}

/** Closes the payment's open object and forgets its entry secret: no card can be entered there any more. */
export async function closeAcquirerObject(transaction: Transaction, paymentId: string): Promise<void> {
  await transaction
    .update(acquirerObject)
    .set({ state: "closed", action: null, entrySecret: null })
    .where(and(eq(acquirerObject.paymentId, paymentId), eq(acquirerObject.state, "open")))
}
