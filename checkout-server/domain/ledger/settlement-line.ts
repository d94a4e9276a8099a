/** What a line of an acquirer's settlement list is about. */
export const settlementLineKinds = ["payment", "refund", "refund_failed", "dispute", "dispute_won"] as const
export type SettlementLineKind = (typeof settlementLineKinds)[number]
