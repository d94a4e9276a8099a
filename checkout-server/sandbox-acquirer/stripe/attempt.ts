import { planFault } from "#sandbox-acquirer/faults/planned-faults.ts"
import { askBank, type BankCard } from "#sandbox-acquirer/payments/authorise.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import type { ReadCard } from "./card-params.ts"
import { makeCustomer } from "./customer.ts"
import { recordPending } from "./events/record-events.ts"
import { changeFace, findStripePayment, type StripePayment } from "./stripe-payment.ts"

/** Puts an open payment to the bank with this card, of a customer where one is wanted. The caller holds its row. */
export async function attempt(
  write: Write,
  { payment, face }: StripePayment,
  tried: { readonly card: BankCard; readonly paymentMethod: string },
  refusesLate: boolean,
): Promise<StripePayment> {
  await changeFace(write.tx, payment.id, {
    payment_method: tried.paymentMethod,
    intent_created_at: face.intent_created_at ?? write.now,
  })
  if (face.makes_customer && face.customer === null) await makeCustomer(write, face)
  const asked = await askBank(write, payment, tried.card, refusesLate)
  if (asked.status === "pending") await recordPending(write, asked)
  const after = await findStripePayment(write.tx, { payment: payment.id })
  if (!after) throw new Error("a payment of this face is gone")
  return after
}

/** Plans what the name on the card asks for, for a later call about the payment. */
export async function planFromCard({ tx, now }: Write, paymentId: string, read: ReadCard): Promise<void> {
  if (read.fault) await planFault(tx, { ...read.fault, paymentId, reference: null, times: 1 }, now)
}
