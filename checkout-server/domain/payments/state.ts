/** Every state a payment can be in. The public mapping is `public-state.ts`; the moves are `transition.ts`. */
export const paymentStates = [
  "created",
  "started",
  "authorising",
  "challenge_required",
  "checking",
  "authorised",
  "capturable",
  "capturing",
  "needs_operator",
  "captured",
  "declined",
  "expired",
  "cancelled_by_payee",
  "cancelled_by_service",
  "failed",
] as const
export type PaymentState = (typeof paymentStates)[number]

/** Ended without keeping money: nothing more may be taken. */
export const closedStates = [
  "declined",
  "expired",
  "cancelled_by_payee",
  "cancelled_by_service",
  "failed",
] as const
export type ClosedState = (typeof closedStates)[number]

export const finishedStates = ["captured", ...closedStates] as const

/** True once the payment can no longer change for the payee: captured or closed. */
export function isFinished(state: PaymentState): boolean {
  return (finishedStates as readonly PaymentState[]).includes(state)
}

export function isClosed(state: PaymentState): state is ClosedState {
  return (closedStates as readonly PaymentState[]).includes(state)
}

/** What can happen to a payment, whoever reports it. */
export const paymentEvents = [
  "opened",
  "submitted",
  "challenge",
  "returned",
  "authorised",
  "captured",
  "declined",
  "failed",
  "unknown",
  "capture",
  "payee_cancel",
  "service_cancel",
  "expire",
  "stuck",
  "resolve",
] as const
export type PaymentEventName = (typeof paymentEvents)[number]
