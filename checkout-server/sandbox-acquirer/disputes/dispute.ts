import { announce } from "#sandbox-acquirer/notifications/outbox.ts"
import { lockPayment } from "#sandbox-acquirer/payments/payment.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import { recordLine } from "#sandbox-acquirer/settlements/settlement-line.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { DisputeRow, PaymentRow } from "#sandbox-acquirer/store/rows.ts"

const dayMilliseconds = 86_400_000
const answerDays = 7

/** Until when evidence can be sent, unless somebody says otherwise. */
export function evidenceDueFrom(now: Date): Date {
  return new Date(now.getTime() + answerDays * dayMilliseconds)
}

/** A dispute whose payment is held until the transaction ends. */
export interface LockedDispute {
  readonly dispute: DisputeRow
  readonly payment: PaymentRow
}

/** Null where unknown. */
export async function lockDispute(tx: Transaction, id: string): Promise<LockedDispute | null> {
  const paymentId = await paymentOfDispute(tx, id)
  const payment = paymentId === null ? null : await lockPayment(tx, paymentId)
  const [dispute] = await tx<DisputeRow[]>`SELECT * FROM dispute WHERE id = ${id}`
  return payment && dispute ? { dispute, payment } : null
}

/** The payment that a dispute is about; null where the dispute is unknown. */
export async function paymentOfDispute(sql: Database | Transaction, id: string): Promise<string | null> {
  const [row] = await sql<{ payment_id: string }[]>`SELECT payment_id FROM dispute WHERE id = ${id}`
  return row?.payment_id ?? null
}

/** Whether the bank has decided: nothing changes any more. */
export function isDecided({ status }: DisputeRow): boolean {
  return status === "won" || status === "lost"
}

/** Changes a dispute and tells of it. Won, the bank gives back what it took; lost, it has it already. */
export async function changeDispute(
  write: Write,
  { dispute, payment }: LockedDispute,
  changes: Partial<DisputeRow>,
): Promise<DisputeRow> {
  const [changed] = await write.tx<DisputeRow[]>`
    UPDATE dispute SET ${write.tx({ ...changes })} WHERE id = ${dispute.id} RETURNING *`
  if (!changed) throw new Error("a locked dispute is gone")
  if (changed.status === "won") await bookDispute(write, changed, "dispute_won")
  await announce(write, payment, isDecided(changed) ? "dispute.closed" : "dispute.updated", changed)
  return changed
}

/** What a dispute moves in the books: nothing while the bank only asks or warns. */
export async function bookDispute(
  write: Write,
  dispute: DisputeRow,
  kind: "dispute" | "dispute_won",
): Promise<void> {
  if (dispute.amount === 0) return
  const { payment_id: paymentId, amount, id: disputeId } = dispute
  await recordLine(write, { kind, paymentId, amount, disputeId })
}
