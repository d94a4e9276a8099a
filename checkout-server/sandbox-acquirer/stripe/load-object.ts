import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import { findCustomer } from "./customer.ts"
import type { StripeObject } from "./stripe-object.ts"
import { findStripePayment } from "./stripe-payment.ts"
import { findBalanceTransaction, viewBalanceTransaction } from "./views/balance-transaction.ts"
import { findCharge, viewCharge } from "./views/charge.ts"
import { viewCustomer, viewMethod } from "./views/customer.ts"
import { findDispute, viewDispute } from "./views/dispute.ts"
import { findEvent } from "./views/event.ts"
import { viewIntent } from "./views/intent.ts"
import { findPayout, viewPayout } from "./views/payout.ts"
import { findRefund, viewRefund } from "./views/refund.ts"
import { viewSession } from "./views/session.ts"

export type ObjectKind =
  | "checkout.session"
  | "payment_intent"
  | "charge"
  | "customer"
  | "payment_method"
  | "refund"
  | "dispute"
  | "balance_transaction"
  | "payout"
  | "event"

const prefixes: readonly (readonly [string, ObjectKind])[] = [
  ["cs_test_", "checkout.session"],
  ["pi_", "payment_intent"],
  ["ch_", "charge"],
  ["cus_", "customer"],
  ["pm_", "payment_method"],
  ["re_", "refund"],
  ["dp_", "dispute"],
  ["txn_", "balance_transaction"],
  ["po_", "payout"],
  ["evt_", "event"],
]

/** The kind that an id says it is; null for any other id. */
export function kindOf(id: string): ObjectKind | null {
  return prefixes.find(([prefix]) => id.startsWith(prefix))?.[1] ?? null
}

/** The object of this kind and id as it is at `now`; null where there is none. */
export async function loadObject(
  sql: Database | Transaction,
  kind: ObjectKind,
  id: string,
  now: Date,
): Promise<StripeObject | null> {
  switch (kind) {
    case "checkout.session": {
      const found = await findStripePayment(sql, { session: id })
      return found && viewSession(found, now)
    }
    case "payment_intent": {
      const found = await findStripePayment(sql, { intent: id })
      return found && viewIntent(sql, found, now)
    }
    case "charge": {
      const charge = await findCharge(sql, id)
      const found = charge && (await findStripePayment(sql, { payment: charge.payment_id }))
      return found && viewCharge(sql, charge, found)
    }
    case "customer": {
      const customer = await findCustomer(sql, id)
      return customer && viewCustomer(customer)
    }
    case "payment_method":
      return viewMethod(sql, id)
    case "refund": {
      const refund = await findRefund(sql, id)
      return refund && viewRefund(sql, refund)
    }
    case "dispute": {
      const dispute = await findDispute(sql, id)
      return dispute && viewDispute(sql, dispute, now)
    }
    case "balance_transaction": {
      const moved = await findBalanceTransaction(sql, id)
      const ahead = moved !== null && moved.created_at > now
      return moved && !ahead ? viewBalanceTransaction(moved, now) : null
    }
    case "payout": {
      const payout = await findPayout(sql, id, now)
      return payout && viewPayout(payout, now)
    }
    case "event":
      return findEvent(sql, id)
  }
}
