import type postgres from "postgres"
import type { PaymentState } from "#domain/payments/state.ts"

/** What a seed left in the database, whole: nobody else has rows there. */
export interface EndState {
  readonly payment: readonly PaymentRow[]
  readonly payment_event: readonly EventRow[]
  readonly operation: readonly OperationRow[]
  readonly acquirer_object: readonly ObjectRow[]
  readonly ledger: readonly LedgerRow[]
  readonly outbox_event: readonly OutboxRow[]
  readonly webhook_delivery: readonly DeliveryRow[]
  readonly refund: readonly RefundRow[]
  readonly dispute: readonly DisputeRow[]
  readonly operator_case: readonly CaseRow[]
}

export interface PaymentRow {
  readonly id: string
  readonly state: PaymentState
  readonly version: number
  readonly notices: number
  readonly amount: number
  readonly authorised: number
  readonly captured: number
  readonly refund_reserved: number
  readonly refunded: number
  readonly basket_id: string | null
}

export interface EventRow {
  readonly payment_id: string
  readonly version: number
  readonly event: string
  readonly from_state: PaymentState
  readonly to_state: PaymentState
  readonly door: string
  readonly operator_case: boolean
}

export interface OperationRow {
  readonly payment_id: string
  readonly idempotency_key: string
  readonly request: { readonly answer?: string }
  readonly kind: string
  readonly state: string
  readonly acquirer_payment_id: string | null
  readonly next_sync_at: string | null
}

export interface ObjectRow {
  readonly payment_id: string
  readonly external_id: string
  readonly state: string
  readonly sequence: number
}

export interface LedgerRow {
  readonly payment_id: string
  readonly kind: string
  readonly account: string
  readonly amount: number
}

export interface OutboxRow {
  readonly id: string
  readonly type: string
  readonly subject_id: string
  readonly sequence: number
  readonly body: string
}

export interface RefundRow {
  readonly id: string
  readonly payment_id: string
  readonly kind: "refund" | "reversal"
  readonly acquirer_payment_id: string
  readonly amount: number
  readonly state: string
}

export interface DisputeRow {
  readonly payment_id: string
  readonly acquirer_dispute_id: string
  readonly amount: number
  readonly state: string
}

export interface CaseRow {
  readonly reason: string
  readonly subject_id: string
  readonly payment_id: string | null
  readonly closed_at: string | null
}

export interface DeliveryRow {
  readonly event_id: string
  readonly state: string
}

/** Reads all of it in one statement. */
export async function readEndState(owner: postgres.Sql): Promise<EndState> {
  const rows = (query: string) => `(select coalesce(json_agg(found), '[]') from (${query}) found)`
  const [row] = await owner.unsafe<{ found: EndState }[]>(`select json_build_object(
    'payment', ${rows("select * from payment order by created_at, id")},
    'payment_event', ${rows("select * from payment_event order by payment_id, version")},
    'operation', ${rows("select * from operation order by created_at, id")},
    'acquirer_object', ${rows("select * from acquirer_object order by payment_id, sequence")},
    'ledger', ${rows(`select t.payment_id, t.kind, e.account, e.amount from ledger_entry e
      join ledger_transaction t on t.id = e.transaction_id order by t.id, e.line`)},
    'outbox_event', ${rows("select * from outbox_event order by subject_id, sequence")},
    'webhook_delivery', ${rows("select * from webhook_delivery order by event_id, id")},
    'refund', ${rows("select * from refund order by created_at, id")},
    'dispute', ${rows("select * from dispute order by opened_at, id")},
    'operator_case', ${rows("select * from operator_case order by opened_at, id")}) as found`)
  if (!row) throw new Error("the database does not answer")
  return row.found
}
