import { digest, freshId, freshSecret } from "#sandbox-acquirer/ids.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { invalidRequest } from "#sandbox-acquirer/stripe/answer.ts"
import {
  findStripePayment,
  type StripePayment,
  type StripePaymentRow,
} from "#sandbox-acquirer/stripe/stripe-payment.ts"

/** What Stripe takes in pounds at least, and what the sandbox takes at most, in pence. */
const amountMin = 30
const amountMax = 10_000_000

/** The refusal of an amount that is too small or too large; null for any other. */
export function refuseAmount(amount: number, param: string) {
  if (amount < amountMin) {
    return invalidRequest("Amount must be at least £0.30 gbp.", { code: "amount_too_small", param })
  }
  if (amount > amountMax) {
    return invalidRequest("Amount must be no more than £100,000.00.", { code: "amount_too_large", param })
  }
  return null
}

/** A payment as it begins: the part of the common table that a caller decides. */
export type NewPayment = Pick<
  PaymentRow,
  | "reference"
  | "amount"
  | "description"
  | "return_url"
  | "challenge_return_url"
  | "expires_at"
  | "agreement_step"
  | "charged_card"
>

/** Inserts a payment with its intent and, where its fields are given, its session. */
export async function insertPayment(
  { tx, now }: Write,
  payment: NewPayment,
  face: Omit<
    StripePaymentRow,
    "payment_id" | "payment_method" | "cancelled_at" | "cancellation_reason" | "completed_at"
  >,
): Promise<StripePayment> {
  const id = freshId("pay")
  await tx`
    INSERT INTO payment ${tx({
      ...payment,
      id,
      face: "stripe",
      currency: "GBP",
      capture_mode: face.capture_method === "manual" ? "manual" : "automatic",
      language: "en",
      created_at: now,
      // Cards come by this face's own ways; the native entry is there and used up.
      entry_id: freshId("ent"),
      entry_secret_digest: digest(freshSecret()),
      entry_used_at: now,
      status: "open",
    })}`
  const { intent_metadata, session_metadata, ...columns } = face
  await tx`
    INSERT INTO stripe_payment ${tx({
      ...columns,
      payment_id: id,
      intent_metadata: tx.json({ ...intent_metadata }),
      session_metadata: tx.json({ ...session_metadata }),
    })}`
  const found = await findStripePayment(tx, { payment: id })
  if (!found) throw new Error("an inserted payment is gone")
  return found
}

/**
 * The reference by which the control face knows a payment: the caller's own for the session, else its payment id in
 * the metadata, else the intent's id.
 */
export function referenceFrom(
  named: {
    readonly client_reference_id?: string | null
    readonly metadata: Readonly<Record<string, string>>
  },
  otherwise: string,
): string {
  const { client_reference_id, metadata } = named
  const reference =
    client_reference_id || metadata["payment"] || metadata["payment_id"] || metadata["reference"] || otherwise
  return reference.slice(0, referenceMaxLength)
}

const referenceMaxLength = 100
