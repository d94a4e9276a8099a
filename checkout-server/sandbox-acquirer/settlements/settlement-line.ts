import { freshId } from "#sandbox-acquirer/ids.ts"
import type { Write } from "#sandbox-acquirer/payments/write.ts"
import { payoutDayOf, payoutIdOf, utcDay } from "./payout-day.ts"

/** Which way each movement goes: to the payee, or back from them. */
const signs = { payment: 1, refund: -1, refund_failed: 1, dispute: -1, dispute_won: 1 } as const
export type LineKind = keyof typeof signs

/** A movement of money; `amount` in pence, unsigned. */
export interface Movement {
  readonly kind: LineKind
  readonly paymentId: string
  readonly amount: number
  /** The caller's id of the refund. */
  readonly refundId?: string | null
  readonly disputeId?: string
}

/** What the acquirer keeps: 1.2 % and 8p of a payment, half a penny rounded up; nothing of the rest. */
export function feeOf({ kind, amount }: Pick<Movement, "kind" | "amount">): number {
  return kind === "payment" ? Math.floor((amount * 12 + 500) / 1_000) + 8 : 0
}

/** Books a movement in the transaction that makes it. All of one UTC day goes into one payout. */
export async function recordLine({ tx, now }: Write, movement: Movement): Promise<void> {
  const day = utcDay(now)
  await tx`
    INSERT INTO settlement_line ${tx({
      id: freshId("stl"),
      kind: movement.kind,
      payment_id: movement.paymentId,
      refund_id: movement.refundId ?? null,
      dispute_id: movement.disputeId ?? null,
      gross: signs[movement.kind] * movement.amount,
      fee: feeOf(movement),
      payout_id: payoutIdOf(day),
      paid_on: payoutDayOf(day),
      occurred_at: now,
    })}`
}
