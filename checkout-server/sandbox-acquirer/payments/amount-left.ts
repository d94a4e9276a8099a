import type { Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"

/** What is left of a captured payment, in pence: without what was refunded, and what a bank holds or has kept. */
export async function amountLeft(tx: Transaction, payment: PaymentRow): Promise<number> {
  const [gone] = await tx<{ amount: number }[]>`
    SELECT coalesce(sum(amount), 0)::int AS amount FROM (
      SELECT amount FROM refund WHERE payment_id = ${payment.id} AND status <> 'failed'
      UNION ALL
      SELECT amount FROM dispute WHERE payment_id = ${payment.id} AND status <> 'won'
    ) AS taken_back`
  return Math.max(0, payment.captured - (gone?.amount ?? 0))
}
