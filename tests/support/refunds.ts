import { expect } from "vitest"
import { findRefundsOfPayment } from "#db/queries/refunds.ts"
import { exactPence } from "#domain/money.ts"
import type { NewPayment, Payment } from "#domain/payments/payment.ts"
import type { Refund } from "#domain/refunds/refund.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import type { Till } from "#tests/support/till.ts"

/** Where refunds of a till's payments are asked for, and what tests look at afterwards. */
export interface RefundDesk {
  /** A payment of £142.50 that was paid. */
  paidPayment(facts?: Partial<NewPayment>): Promise<Payment>
  /** Asks for a refund and waits for the acquirer's answer: the refund's state, or why nothing was begun. */
  ask(paymentId: string, amount: number, expectedAvailable?: number): Promise<string>
  /** Every refund and reversal of a payment, oldest first. */
  refundsOf(paymentId: string): Promise<readonly Refund[]>
  /** The same as `refund 4000 succeeded`. */
  linesOf(paymentId: string): Promise<readonly string[]>
  /** What the payment's own columns say: `captured reserved refunded`. */
  sumsOf(paymentId: string): Promise<string>
  /** What the ledger says of a payment, by account; accounts at zero are absent. */
  balancesOf(paymentId: string): Promise<Readonly<Record<string, number>>>
  /** Cases of a payment, `reason open` or `reason closed`, oldest first. */
  casesOf(paymentId: string): Promise<readonly string[]>
  /** Operations of a kind of a payment, by state. */
  operationsOf(paymentId: string, kind: string): Promise<readonly string[]>
  /** Calls of a kind to the acquirer about one subject, as their idempotency keys. */
  keysOf(operation: string, subject: string): readonly string[]
  /** Lets time pass, then lets the worker look. */
  sweep(milliseconds: number): Promise<void>
  /** Ends whatever earlier tests left open at the acquirer, so that a sweep looks at this test's alone. */
  nothingDue(): Promise<void>
}

/** The desk of a till. */
export function refundDesk(till: Till): RefundDesk {
  const outside = () => till.council.outside
  const refundsOf = (paymentId: string) => findRefundsOfPayment(outside().db, paymentId)
  return {
    refundsOf,
    paidPayment: async (facts = {}) => {
      const payment = await aStartedPayment(till.council, facts)
      expect(await till.pay(payment.id)).toBe("captured")
      return payment
    },
    ask: async (paymentId, amount, expectedAvailable) => {
      const begun = await createRefund(outside(), {
        paymentId,
        amount: exactPence(amount),
        expectedAvailable: expectedAvailable === undefined ? null : exactPence(expectedAvailable),
      })
      if (!begun.ok) return begun.problem
      await begun.value.settled
      const refunds = await refundsOf(paymentId)
      return refunds.find(({ id }) => id === begun.value.refund.id)?.state ?? "lost"
    },
    linesOf: async (paymentId) =>
      (await refundsOf(paymentId)).map(({ kind, amount, state }) => `${kind} ${amount} ${state}`),
    sumsOf: async (paymentId) => {
      const [row] = await till.sql<{ sums: string }[]>`
        select concat_ws(' ', captured, refund_reserved, refunded) as sums from payment where id = ${paymentId}`
      return row?.sums ?? "no payment"
    },
    balancesOf: async (paymentId) => {
      const rows = await till.sql<{ account: string; balance: number }[]>`
        select account, sum(amount)::int as balance
        from ledger_entry entry join ledger_transaction posting on posting.id = entry.transaction_id
        where payment_id = ${paymentId} group by account having sum(amount) <> 0`
      return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]))
    },
    casesOf: async (paymentId) => {
      const rows = await till.sql<{ line: string }[]>`
        select reason || case when closed_at is null then ' open' else ' closed' end as line
        from operator_case where payment_id = ${paymentId} order by opened_at, id`
      return rows.map(({ line }) => line)
    },
    operationsOf: async (paymentId, kind) => {
      const rows = await till.sql<{ state: string }[]>`
        select state from operation where payment_id = ${paymentId} and kind = ${kind} order by created_at, id`
      return rows.map(({ state }) => state)
    },
    keysOf: (operation, subject) =>
      outside()
        .acquirer.calls.filter((one) => one.operation === operation && one.subject === subject)
        .map(({ call }) => call.idempotencyKey),
    sweep: async (milliseconds) => {
      outside().clock.advance(milliseconds)
      await syncOperations(outside())
    },
    nothingDue: async () => {
      await till.sql`
        update operation set state = 'abandoned', request = request - 'evidence', next_sync_at = null, lease_token = null, lease_until = null
        where state in ('prepared', 'sent', 'unknown', 'awaiting_payee')`
    },
  }
}
