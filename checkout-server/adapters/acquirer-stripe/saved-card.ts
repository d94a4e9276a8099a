import type { SavedCard } from "#ports/acquirer.ts"
import type { WholeIntentReply } from "./replies.ts"

/** A kept card as Stripe names it: the customer whom the session made, and the payment method attached to it. */
export interface AttachedCard {
  readonly customer: string
  readonly method: string
}

const shape = /^(cus_\w{1,200}):(pm_\w{1,200})$/

/** Reads our word for a kept card; null where it is none. */
export function parseSavedCard(savedCard: string): AttachedCard | null {
  const [, customer, method] = shape.exec(savedCard) ?? []
  return customer === undefined || method === undefined ? null : { customer, method }
}

/** The card that a set-up intent has left: attached once the bank has said yes. */
export function savedCardOf({
  status,
  customer,
  payment_method: method,
  setup_future_usage: use,
}: WholeIntentReply): SavedCard {
  const isGiven = status === "succeeded" || status === "requires_capture"
  if (!isGiven || use !== "off_session" || !customer || !method) return null
  const savedCard = `${customer}:${method}`
  return shape.test(savedCard) ? savedCard : null
}
