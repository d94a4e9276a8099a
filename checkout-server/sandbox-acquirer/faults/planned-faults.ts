import { freshId } from "#sandbox-acquirer/ids.ts"
import type { Database, Transaction } from "#sandbox-acquirer/store/connect.ts"
import { type FaultName, type FaultOperation, faultNames } from "./fault.ts"

export interface FaultPlan {
  readonly operation: FaultOperation
  readonly fault: FaultName
  /** The acquirer payment it waits for; null: see `reference`. */
  readonly paymentId: string | null
  /** The payment reference it waits for; with both null it meets the next call of the operation. */
  readonly reference: string | null
  /** How many calls it meets. */
  readonly times: number
}

/** A call as far as faults wait for it. */
export interface FaultCall {
  readonly operation: FaultOperation
  /** The acquirer payment that it is about; null where it names none. */
  readonly paymentId: string | null
  /** The payment reference that it names itself. */
  readonly reference: string | null
}

/** Plans a fault for calls to come. */
export async function planFault(sql: Database | Transaction, plan: FaultPlan, now: Date): Promise<void> {
  await sql`
    INSERT INTO fault (id, operation, fault, payment_id, reference, remaining, created_at)
    VALUES (${freshId("flt")}, ${plan.operation}, ${plan.fault}, ${plan.paymentId}, ${plan.reference},
            ${plan.times}, ${now})`
}

/**
 * Takes the oldest planned fault that meets this call, so that a later call finds it gone: the fault hits once
 * and a replay of the same key proceeds. Null where none waits.
 */
export async function takeFault(sql: Database, call: FaultCall): Promise<FaultName | null> {
  const [row] = await sql<{ fault: string }[]>`
    UPDATE fault SET remaining = remaining - 1
    WHERE id = (
      SELECT id FROM fault
      WHERE operation = ${call.operation} AND remaining > 0
        AND (payment_id = ${call.paymentId}
          OR payment_id IN (SELECT id FROM payment WHERE reference = ${call.reference})
          OR (payment_id IS NULL AND (reference IS NULL
            OR reference = coalesce(${call.reference}, (SELECT reference FROM payment WHERE id = ${call.paymentId})))))
      ORDER BY created_at, id
      LIMIT 1
      FOR UPDATE SKIP LOCKED
    )
    RETURNING fault`
  return faultNames.find((known) => known === row?.fault) ?? null
}

/** Forgets every planned fault. Returns how many were waiting. */
export async function forgetFaults(sql: Database): Promise<number> {
  const rows = await sql`UPDATE fault SET remaining = 0 WHERE remaining > 0 RETURNING id`
  return rows.length
}
