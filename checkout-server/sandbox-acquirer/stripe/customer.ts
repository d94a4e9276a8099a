import { freshId } from "#sandbox-acquirer/ids.ts"
import { eraseCard, keptCard, lockSavedCard } from "#sandbox-acquirer/payments/saved-card.ts"
import type { Answer, Write } from "#sandbox-acquirer/payments/write.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import { invalidRequest, noSuch } from "./answer.ts"
import type { ReadCard } from "./card-params.ts"
import { changeFace, type StripePaymentRow } from "./stripe-payment.ts"

/** Whom a session has made a customer of. A deleted one is still known by its id. */
export interface CustomerRow {
  readonly id: string
  readonly payment_id: string
  readonly email: string | null
  readonly created_at: Date
  readonly deleted_at: Date | null
}

export async function findCustomer(sql: Database | Transaction, id: string): Promise<CustomerRow | null> {
  const [row] = await sql<CustomerRow[]>`SELECT * FROM stripe_customer WHERE id = ${id}`
  return row ?? null
}

/** Makes whoever tries to pay on a session a customer. */
export async function makeCustomer({ tx, now }: Write, face: StripePaymentRow): Promise<void> {
  const { payment_id, customer_email: email } = face
  const id = freshId("cus")
  await tx`INSERT INTO stripe_customer ${tx({ id, payment_id, email, created_at: now })}`
  await changeFace(tx, payment_id, { customer: id })
}

/** Deletes a customer with the card that is attached to it. False where there is none. */
export async function deleteCustomer({ tx, now }: Write, id: string): Promise<boolean> {
  const [deleted] = await tx<CustomerRow[]>`
    UPDATE stripe_customer SET deleted_at = ${now}, email = NULL
    WHERE id = ${id} AND deleted_at IS NULL RETURNING *`
  if (!deleted) return false
  const [card] = await tx<{ id: string }[]>`
    SELECT id FROM saved_card WHERE payment_id = ${deleted.payment_id} FOR UPDATE`
  if (card) await eraseCard({ tx, now }, card.id)
  return true
}

type Charged =
  /** Null: the parameters name no card that was kept. */
  { readonly card: Pick<ReadCard, "card" | "paymentMethod"> | null } | { readonly refusal: Answer }

/** The kept card of a customer that an intent is to charge. */
export async function attachedCard(
  tx: Transaction,
  named: { readonly customer?: string | undefined; readonly payment_method?: string | undefined },
): Promise<Charged> {
  const { customer, payment_method: method = "" } = named
  const owner = customer === undefined ? null : await findCustomer(tx, customer)
  if (customer !== undefined && (owner === null || owner.deleted_at !== null)) {
    return { refusal: noSuch("customer", customer, "customer") }
  }
  const saved = await lockSavedCard(tx, method)
  if (!saved) return { card: null }
  if (owner?.payment_id !== saved.payment_id) {
    const message = "The payment method is attached to a customer: include that customer."
    return { refusal: invalidRequest(message, { param: "payment_method" }) }
  }
  const card = keptCard(saved)
  return card ? { card: { card, paymentMethod: method } } : { refusal: noSuchMethod(method) }
}

/** The refusal of a payment method that is gone. */
export function noSuchMethod(id: string): Answer {
  return noSuch("PaymentMethod", id, "payment_method")
}
