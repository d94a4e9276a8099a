/** Why a card was refused, in our words; each acquirer's codes are mapped to these. The list is closed, theirs is not. */
export const refusalReasons = [
  "declined",
  "insufficient_funds",
  "expired_card",
  "not_permitted",
  "incorrect_details",
  "authentication_required",
  "authentication_failed",
  "suspected_fraud",
  "temporarily_unavailable",
  "do_not_retry",
  "not_possible",
  "configuration",
  "unsupported",
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** What the payee is told; the bank's own reason is not shown. */
export type DeclineMessage =
  | "declined"
  | "check_details"
  | "not_authenticated"
  | "unavailable"
  | "not_finished"

/** The message for each reason. Suspected fraud reads like any decline. */
export const declineMessages: Readonly<Record<RefusalReason, DeclineMessage>> = {
  declined: "declined",
  insufficient_funds: "declined",
  expired_card: "check_details",
  not_permitted: "declined",
  incorrect_details: "check_details",
  authentication_required: "not_authenticated",
  authentication_failed: "not_authenticated",
  suspected_fraud: "declined",
  temporarily_unavailable: "unavailable",
  do_not_retry: "declined",
  not_possible: "check_details",
  configuration: "unavailable",
  unsupported: "unavailable",
}
