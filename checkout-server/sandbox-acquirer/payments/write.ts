import type { NotifyFault } from "#sandbox-acquirer/faults/fault.ts"
import type { Transaction } from "#sandbox-acquirer/store/connect.ts"

/** What every write carries: its transaction, the time, the key it was asked under and how it is to be told. */
export interface Write {
  readonly tx: Transaction
  readonly now: Date
  /** Null where no keyed call stands behind it, such as a lapse. */
  readonly idempotencyKey: string | null
  readonly notifyFault: NotifyFault | null
}

/** A write that no keyed call stands behind: what time brings, or what somebody does at the acquirer's own desk. */
export function unkeyed(write: Pick<Write, "tx" | "now">): Write {
  return { ...write, idempotencyKey: null, notifyFault: null }
}

/** A whole answer as it goes on the wire and, for a keyed call, into the store of replays. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Codes of the error body, `{ error: { code } }`; a decline adds `decline_code`. */
export type ErrorCode =
  | "invalid_request"
  | "unauthorised"
  | "not_found"
  | "payment_not_found"
  | "dispute_not_found"
  | "amount_mismatch"
  | "not_possible"
  | "token_not_usable"
  | "saved_card_not_found"
  | "saved_card_forgotten"
  | "amount_too_large"
  | "refund_id_used"
  | "card_refused"
  | "in_flight"
  | "idempotency_mismatch"
  | "too_large"
  | "unsupported_media_type"
  | "rate_limited"
  | "server_error"

export function failure(status: number, code: ErrorCode): Answer {
  return { status, body: { error: { code } } }
}
