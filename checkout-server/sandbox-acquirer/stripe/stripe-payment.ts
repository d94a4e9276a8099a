import { freshId } from "#sandbox-acquirer/ids.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"

export type Metadata = Readonly<Record<string, string>>
export type CaptureMethod = "automatic" | "automatic_async" | "manual"

/** What only Stripe's face shows of a payment: its intent and, where it began with a hosted page, its session. */
export interface StripePaymentRow {
  readonly payment_id: string
  readonly origin: string
  readonly intent_id: string
  /** Null: the intent of a session that nobody has tried to pay yet, and is not shown. */
  readonly intent_created_at: Date | null
  readonly capture_method: CaptureMethod
  readonly intent_metadata: Metadata
  readonly intent_description: string | null
  readonly receipt_email: string | null
  readonly statement_descriptor: string | null
  readonly statement_descriptor_suffix: string | null
  readonly payment_method: string | null
  readonly cancelled_at: Date | null
  readonly cancellation_reason: string | null
  readonly session_id: string | null
  readonly session_metadata: Metadata
  readonly success_url: string | null
  readonly cancel_url: string | null
  readonly client_reference_id: string | null
  readonly customer_email: string | null
  readonly locale: string | null
  readonly submit_type: string | null
  readonly item_name: string | null
  readonly item_description: string | null
  readonly quantity: number | null
  /** When the payee was done with the hosted page: it never opens again. */
  readonly completed_at: Date | null
  /** Whether whoever tries to pay becomes a customer. */
  readonly makes_customer: boolean
  readonly customer: string | null
}

/** A payment with what Stripe's face shows of it. */
export interface StripePayment {
  readonly payment: PaymentRow
  readonly face: StripePaymentRow
}

type Named = { readonly intent: string } | { readonly session: string } | { readonly payment: string }

/** A payment by one of its names; null where unknown, also for the intent of a session that nobody has tried to pay. */
export async function findStripePayment(
  sql: Database | Transaction,
  name: Named,
): Promise<StripePayment | null> {
  const named =
    "intent" in name
      ? sql`intent_id = ${name.intent} AND intent_created_at IS NOT NULL`
      : "session" in name
        ? sql`session_id = ${name.session}`
        : sql`payment_id = ${name.payment}`
  const [face] = await sql<StripePaymentRow[]>`SELECT * FROM stripe_payment WHERE ${named}`
  if (!face) return null
  const [payment] = await sql<PaymentRow[]>`SELECT * FROM payment WHERE id = ${face.payment_id}`
  return payment ? { payment, face } : null
}

/** As `findStripePayment`, and holds the payment's row until the transaction ends. */
export async function lockStripePayment(tx: Transaction, name: Named): Promise<StripePayment | null> {
  const found = await findStripePayment(tx, name)
  if (!found) return null
  await tx`SELECT 1 FROM payment WHERE id = ${found.payment.id} FOR UPDATE`
  return findStripePayment(tx, name)
}

/** Changes what only this face shows. */
export async function changeFace(
  tx: Transaction,
  paymentId: string,
  changes: Partial<Omit<StripePaymentRow, "intent_metadata" | "session_metadata">>,
): Promise<void> {
  await tx`UPDATE stripe_payment SET ${tx({ ...changes })} WHERE payment_id = ${paymentId}`
}

/** The payment method that was tried last. */
export async function methodOf(tx: Transaction, paymentId: string): Promise<string> {
  const [row] = await tx<{ payment_method: string | null }[]>`
    SELECT payment_method FROM stripe_payment WHERE payment_id = ${paymentId}`
  if (!row?.payment_method) throw new Error("a paid intent has no payment method")
  return row.payment_method
}

/** The payment that an object of any kind is about; null where it is unknown or about none. */
export async function paymentIdOf(sql: Database, id: string): Promise<string | null> {
  const [row] = await sql<{ payment_id: string }[]>`
    SELECT payment_id FROM stripe_payment WHERE session_id = ${id} OR intent_id = ${id}
    UNION ALL SELECT payment_id FROM stripe_charge WHERE id = ${id}
    UNION ALL SELECT payment_id FROM refund WHERE id = ${id}
    UNION ALL SELECT payment_id FROM dispute WHERE id = ${id}
    UNION ALL SELECT payment_id FROM stripe_customer WHERE id = ${id}
    LIMIT 1`
  return row?.payment_id ?? null
}

/** Gives a payment that copies another's card an intent of its own, with the same metadata. */
export async function copyIntent(
  { tx, now }: Pick<Write, "tx" | "now">,
  from: string,
  to: string,
): Promise<void> {
  await tx`
    INSERT INTO stripe_payment (payment_id, origin, intent_id, intent_created_at, capture_method, intent_metadata,
      intent_description, payment_method)
    SELECT ${to}, origin, ${freshId("pi")}, ${now}, 'automatic_async', intent_metadata, intent_description,
      ${freshId("pm")}
    FROM stripe_payment WHERE payment_id = ${from}`
}
