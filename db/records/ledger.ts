import type { Transaction } from "#db/connect.ts"
import { ledgerEntry, ledgerTransaction } from "#db/schema/ledger.ts"
import type { Instant } from "#domain/instant.ts"
import type { Posting } from "#domain/ledger/posting.ts"
import type { Payment } from "#domain/payments/payment.ts"

/** Writes one posting with its lines. PostgreSQL refuses a second one of the same cause, and an unbalanced one. */
export async function insertPosting(
  transaction: Transaction,
  input: {
    readonly posting: Posting
    readonly payment: Payment
    readonly stamp: { readonly id: string; readonly at: Instant }
  },
): Promise<void> {
  const { posting, payment, stamp } = input
  const id = `ldg_${posting.kind}_${stamp.id}`
  await Promise.all([
    transaction.insert(ledgerTransaction).values({
      id,
      kind: posting.kind,
      sourceId: posting.sourceId,
      paymentId: payment.id,
      buyerId: payment.buyerId,
      serviceId: payment.serviceId,
      mode: payment.mode,
      currency: payment.currency,
      postedAt: stamp.at,
    }),
    transaction
      .insert(ledgerEntry)
      .values(posting.entries.map((entry, index) => ({ transactionId: id, line: index + 1, ...entry }))),
  ])
}
