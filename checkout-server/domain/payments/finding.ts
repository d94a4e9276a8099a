import type { Pence } from "#domain/money.ts"
import type { Card } from "#domain/payments/payment.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"

/** What somebody learned about an attempt at the acquirer, whichever door it came through. */
export type Finding = (
  | { readonly kind: "captured"; readonly amount: Pence; readonly card: Card | null }
  | { readonly kind: "authorised"; readonly amount: Pence; readonly card: Card | null }
  | {
      readonly kind: "challenge"
      readonly url: string
      readonly card: Card | null
      /** Why the last card tried there was refused; another may be tried there. Absent where none was. */
      readonly refusal?: RefusalReason
    }
  | { readonly kind: "declined"; readonly reason: RefusalReason; readonly card: Card | null }
  /** The call never left: nothing can have happened by it. */
  | { readonly kind: "not_sent" }
  /** Proved to have had no effect: nothing was taken and nothing can be any more. */
  | { readonly kind: "released" }
  /** The acquirer still works on it, or a call may still be in flight. */
  | { readonly kind: "undecided" }
  /** Another amount, currency or payment than asked: people must look. */
  | { readonly kind: "mismatch" }
) & {
  /** Ids, statuses and codes of the answer, kept with the operation. */
  readonly evidence?: Readonly<Record<string, string | number>>
}
