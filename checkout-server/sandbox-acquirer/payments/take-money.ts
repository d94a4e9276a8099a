import { scenarioOf } from "#sandbox-acquirer/cards/scenarios.ts"
import { announce } from "#sandbox-acquirer/notifications/outbox.ts"
import { recordLine } from "#sandbox-acquirer/settlements/settlement-line.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { changePayment } from "./payment.ts"
import type { Write } from "./write.ts"

/** Until a cardholder complains to their bank: after the payee has long seen the receipt. */
export const complaintMilliseconds = 10_000

/** The money of a payment is taken: all of it, or what a capture by hand asks for. */
export async function takeMoney(
  write: Write,
  payment: PaymentRow,
  amounts: { readonly authorised: number; readonly captured: number },
): Promise<PaymentRow> {
  const complains = scenarioOf(payment.scenario ?? "").complaints.length > 0
  const changed = await changePayment(write.tx, payment.id, {
    ...amounts,
    status: "captured",
    dispute_at: complains ? new Date(write.now.getTime() + complaintMilliseconds) : null,
  })
  await recordLine(write, { kind: "payment", paymentId: payment.id, amount: amounts.captured })
  await announce(write, changed, "payment.captured")
  return changed
}
