import { and, asc, eq, ne, or } from "drizzle-orm"
import { paymentFromRow } from "#db/queries/payments.ts"
import { payment, paymentEvent } from "#db/schema/payments.ts"
import type { ScopedReader } from "#db/scope.ts"
import type { Instant } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"

/** The payment with this id inside the reader's scope; null where there is none there. */
export async function findPaymentOfBuyer(reader: ScopedReader, id: string): Promise<Payment | null> {
  const [row] = await reader.select().from(payment).where(eq(payment.id, id))
  return row ? paymentFromRow(row) : null
}

/** A payment came into `state` at `at`. */
export interface StateChange {
  readonly state: PaymentState
  readonly at: Instant
}

/** Five cards with a few bank checks each make some 40 changes; only a broken acquirer makes more. */
const maxStateChanges = 500

/** Birth and every change of state of a payment inside the reader's scope, oldest first; empty outside it. */
export async function findStateChangesOfBuyer(
  reader: ScopedReader,
  id: string,
): Promise<readonly StateChange[]> {
  return await reader
    .select({ state: paymentEvent.to, at: paymentEvent.at })
    .from(paymentEvent)
    .where(
      and(
        eq(paymentEvent.paymentId, id),
        or(eq(paymentEvent.event, "born"), ne(paymentEvent.from, paymentEvent.to)),
      ),
    )
    .orderBy(asc(paymentEvent.version))
    .limit(maxStateChanges)
}
