import type { Instant } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Mode } from "#domain/services/service.ts"

/** `submitted`: asked for and not decided; its operation says how far it is. A refund may fail after it succeeded. */
export const refundStates = ["submitted", "needs_operator", "succeeded", "failed"] as const
export type RefundState = (typeof refundStates)[number]

/** `reversal`: late money of a closed payment, sent back by us; it never belonged to the buyer. */
export const refundKinds = ["refund", "reversal"] as const
export type RefundKind = (typeof refundKinds)[number]

/** Money on its way back to a payee. */
export interface Refund {
  readonly id: string
  readonly paymentId: string
  readonly buyerId: string
  readonly serviceId: string
  readonly mode: Mode
  readonly kind: RefundKind
  readonly acquirer: string
  /** The acquirer's payment that the money goes back on. */
  readonly acquirerPaymentId: string
  /** The acquirer's own id; null until it is known. */
  readonly acquirerRefundId: string | null
  readonly amount: Pence
  readonly state: RefundState
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** True where the text has the shape of an id of ours: the acquirer may show it of a refund that was lost here. */
export function isRefundId(text: string): boolean {
  return /^[0-9a-v]{26}$/.test(text)
}

/** A refund as it is born. */
export function newRefund(
  payment: Payment,
  born: {
    readonly id: string
    readonly kind: RefundKind
    readonly acquirerPaymentId: string
    readonly amount: Pence
    readonly at: Instant
  },
): Refund {
  const { at, ...rest } = born
  return {
    ...rest,
    paymentId: payment.id,
    buyerId: payment.buyerId,
    serviceId: payment.serviceId,
    mode: payment.mode,
    acquirer: payment.acquirer,
    acquirerRefundId: null,
    state: "submitted",
    createdAt: at,
    updatedAt: at,
  }
}

/** Every move a refund can make. */
export const refundMoves: readonly (readonly [RefundState, RefundState])[] = [
  ["submitted", "succeeded"],
  ["submitted", "failed"],
  ["submitted", "needs_operator"],
  ["needs_operator", "succeeded"],
  ["needs_operator", "failed"],
  ["succeeded", "failed"],
]
