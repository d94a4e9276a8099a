import type { PaymentState } from "#domain/payments/state.ts"
import { isFinished } from "#domain/payments/state.ts"

/** What a buyer is told: GOV.UK Pay's words for a payment's state. */
export interface PublicState {
  readonly status: PublicStatus
  readonly finished: boolean
  /** `P0010` … `P0050` for payments that ended without money; null otherwise. */
  readonly code: string | null
  readonly message: string | null
}

export const publicStatuses = [
  "created",
  "started",
  "submitted",
  "capturable",
  "success",
  "failed",
  "cancelled",
  "error",
] as const
export type PublicStatus = (typeof publicStatuses)[number]

type Told = readonly [status: PublicStatus, code?: string, message?: string]

/** `error` promises that no money was taken, so an unknown outcome is `submitted`, never `error`. */
const told: Readonly<Record<PaymentState, Told>> = {
  created: ["created"],
  started: ["started"],
  authorising: ["started"],
  challenge_required: ["started"],
  checking: ["submitted"],
  authorised: ["submitted"],
  capturing: ["submitted"],
  needs_operator: ["submitted"],
  capturable: ["capturable"],
  captured: ["success"],
  declined: ["failed", "P0010", "Payment method rejected"],
  expired: ["failed", "P0020", "Payment expired"],
  cancelled_by_payee: ["failed", "P0030", "Payment was cancelled by the user"],
  cancelled_by_service: ["cancelled", "P0040", "Payment was cancelled by the service"],
  failed: ["error", "P0050", "Payment provider returned an error"],
}

/** The public mapping of a state. Source: GOV.UK Pay's published states and codes. */
export function publicState(state: PaymentState): PublicState {
  const [status, code, message] = told[state]
  return { status, finished: isFinished(state), code: code ?? null, message: message ?? null }
}
