import type Stripe from "stripe"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import type { SavedCardRow } from "#sandbox-acquirer/store/rows.ts"
import type { CustomerRow } from "#sandbox-acquirer/stripe/customer.ts"
import { seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"
import { cardView } from "./payment-card.ts"

/** A customer as one can be looked at; a deleted one says that and no more. */
export function viewCustomer(row: CustomerRow) {
  return row.deleted_at === null ? wholeCustomer(row) : deletedCustomer(row.id)
}

export function deletedCustomer(id: string) {
  return { id, object: "customer", deleted: true } satisfies Stripe.DeletedCustomer
}

function wholeCustomer({ id, email, created_at }: CustomerRow) {
  return {
    id,
    object: "customer",
    address: null,
    balance: 0,
    created: seconds(created_at),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  } satisfies Stripe.Customer
}

/** A kept card as the PaymentMethod that is attached to its customer; null where it is unknown or forgotten. */
export async function viewMethod(sql: Database | Transaction, id: string) {
  const [row] = await sql<(SavedCardRow & { readonly customer: string })[]>`
    SELECT s.*, c.id AS customer FROM saved_card s JOIN stripe_customer c ON c.payment_id = s.payment_id
    WHERE s.id = ${id}`
  const { card_brand, card_last_four, card_expiry } = row ?? {}
  if (!row || !card_brand || !card_last_four || !card_expiry) return null
  return cardView(id, { card_brand, card_last_four, card_expiry }, seconds(row.kept_at), row.customer)
}
