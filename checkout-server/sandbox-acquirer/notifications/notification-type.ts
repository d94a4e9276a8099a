import type { RefundStatus } from "#sandbox-acquirer/store/rows.ts"

/** What receivers are told of. */
export type NotificationType =
  | `payment.${"authorised" | "captured" | "declined" | "closed" | "challenge"}`
  | `refund.${RefundStatus}`
  | `dispute.${"opened" | "updated" | "closed"}`

/** The refund or dispute that a change is about. */
export interface Subject {
  readonly id: string
  readonly isNew?: boolean
}
