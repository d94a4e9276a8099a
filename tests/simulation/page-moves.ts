import type { EndState } from "./end-state.ts"
import type { World } from "./world.ts"

/** What can happen where the acquirer has a page of its own, by name; a batch must meet each. */
export const pageMoves = [
  "handed over",
  "handed over by two presses at once",
  "handed over again",
  "paid on a page",
  "declined on a page",
  "tried again on a page",
  "left a page",
  "left a page at the bank's question",
  "came back twice at once",
  "came back after the end",
  "never came back",
  "cancelled beside an open page",
  "found a page closed",
  "authorisation refused as unsupported",
  "voided an open page",
  "an open page expired",
  "a page expired before the bank",
  "late money on a page",
  "told under another id",
] as const
export type PageMove = (typeof pageMoves)[number]

/** What a seed has met by its end, beside what its people noted on their way. */
export function movesAtEnd({ books }: World, { refund }: EndState): readonly PageMove[] {
  return [...books.payments.values()].flatMap(({ id, page }) => {
    if (page === null) return []
    const isLate = refund.some(
      ({ kind, acquirer_payment_id }) => kind === "reversal" && acquirer_payment_id === id,
    )
    return [
      ...(page.end === "voided" ? (["voided an open page"] as const) : []),
      ...(page.end === "expired" ? (["an open page expired"] as const) : []),
      ...(page.isShut ? (["a page expired before the bank"] as const) : []),
      ...(isLate ? (["late money on a page"] as const) : []),
    ]
  })
}
