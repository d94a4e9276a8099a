import type Stripe from "stripe"
import { seconds } from "#sandbox-acquirer/stripe/stripe-object.ts"

/** What is kept of a card, by the names of the tables. */
export interface KeptCard {
  readonly card_brand: string
  readonly card_last_four: string
  /** `MM/YY`. */
  readonly card_expiry: string
}

const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

/** Who pays is not kept. */
export const unknownPayer = { address: noAddress, email: null, name: null, phone: null, tax_id: null }

const noChecks = { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" }

function cardFields({ card_brand, card_last_four, card_expiry }: KeptCard) {
  return {
    brand: card_brand,
    checks: noChecks,
    country: "GB",
    exp_month: Number(card_expiry.slice(0, 2)),
    exp_year: 2000 + Number(card_expiry.slice(-2)),
    funding: "credit",
    last4: card_last_four,
    regulated_status: null,
    wallet: null,
  }
}

/** A card as a PaymentMethod; `customer`: whom it is attached to, where it is. */
export function cardView(id: string, card: KeptCard, created: number, customer: string | null) {
  return {
    id,
    object: "payment_method",
    billing_details: unknownPayer,
    card: {
      ...cardFields(card),
      display_brand: card.card_brand,
      generated_from: null,
      networks: { available: [card.card_brand], preferred: null },
      three_d_secure_usage: { supported: true },
    },
    created,
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
  } satisfies Stripe.PaymentMethod
}

/** A card as a charge tells of it, and until when its money is held. */
export function chargedCardView(card: KeptCard, captureBefore: Date | null) {
  return {
    card: {
      ...cardFields(card),
      amount_authorized: null,
      authorization_code: null,
      ...(captureBefore === null ? {} : { capture_before: seconds(captureBefore) }),
      electronic_commerce_indicator: null,
      installments: null,
      mandate: null,
      network: card.card_brand,
      network_transaction_id: null,
      three_d_secure: null,
      transaction_link_id: null,
    },
    type: "card",
  } satisfies Stripe.Charge["payment_method_details"]
}
