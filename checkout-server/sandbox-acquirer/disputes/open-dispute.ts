import { scenarioOf } from "#sandbox-acquirer/cards/scenarios.ts"
import { freshId } from "#sandbox-acquirer/ids.ts"
import { announce } from "#sandbox-acquirer/notifications/outbox.ts"
import { amountLeft } from "#sandbox-acquirer/payments/amount-left.ts"
import { changePayment, lockPayment } from "#sandbox-acquirer/payments/payment.ts"
import { unkeyed, type Write } from "#sandbox-acquirer/payments/write.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import type { DisputeRow, PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { bookDispute, evidenceDueFrom } from "./dispute.ts"

/** Payments handled by one pass; the next pass follows within a second. */
const batch = 100

/** The payee's bank disputes a captured payment and takes `amount` back at once; 0 where it only asks or warns. */
export async function openDispute(
  write: Write,
  payment: PaymentRow,
  about: Pick<DisputeRow, "amount" | "reason" | "evidence_due_at">,
): Promise<DisputeRow> {
  const [opened] = await write.tx<DisputeRow[]>`
    INSERT INTO dispute ${write.tx({
      id: freshId(payment.face === "stripe" ? "dp" : "dsp"),
      payment_id: payment.id,
      amount: about.amount,
      reason: about.reason,
      status: "needs_response",
      evidence_due_at: about.evidence_due_at,
      opened_at: write.now,
    })} RETURNING *`
  if (!opened) throw new Error("an inserted dispute is gone")
  await bookDispute(write, opened, "dispute")
  await announce(write, payment, "dispute.opened", opened)
  return opened
}

/** Opens the disputes whose cardholders have come to complain by `now`. Returns how many payments it met. */
export async function openComplaints(sql: Database, now: Date): Promise<number> {
  const due = await sql<{ id: string }[]>`
    SELECT id FROM payment WHERE dispute_at <= ${now} ORDER BY dispute_at, id LIMIT ${batch}`
  for (const { id } of due) {
    await sql.begin(async (tx) => {
      const payment = await lockPayment(tx, id)
      if (payment === null || payment.dispute_at === null) return
      const asked = await changePayment(tx, id, { dispute_at: null })
      await complain(unkeyed({ tx, now }), asked)
    })
  }
  return due.length
}

/**
 * Each complaint of the payment's card. Those that take money share what is left of it, so that refunds and disputes
 * together never exceed the payment; where nothing is left, they take nothing and are not opened.
 */
async function complain(write: Write, payment: PaymentRow): Promise<void> {
  const { complaints } = scenarioOf(payment.scenario ?? "")
  let left = await amountLeft(write.tx, payment)
  let sharing = complaints.filter(({ takesMoney }) => takesMoney).length
  for (const { reason, takesMoney } of complaints) {
    const amount = takesMoney ? Math.ceil(left / sharing) : 0
    if (takesMoney) {
      left -= amount
      sharing -= 1
    }
    // A warning asks for no answer.
    const evidence_due_at = reason === "early_fraud_warning" ? null : evidenceDueFrom(write.now)
    if (amount > 0 || !takesMoney) await openDispute(write, payment, { amount, reason, evidence_due_at })
  }
}
