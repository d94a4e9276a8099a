import type { Payment } from "#domain/payments/payment.ts"

/** What a payment's status pages may need. */
export interface StatusProps {
  readonly capability: string
  readonly payment: Payment
  /** The buyer's address to go back to: `return_url` unchanged for server-created payments, else with `?payment=`. */
  readonly returnHref: string
  /** Number and address (with language prefix) of the receipt; null until there is one. */
  readonly receipt: { readonly number: string; readonly href: string } | null
}
