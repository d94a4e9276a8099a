import type { DeclineCode } from "#sandbox-acquirer/cards/scenarios.ts"

export type PaymentStatus = "open" | "challenge" | "pending" | "authorised" | "captured" | "closed"
export type RefundStatus = "pending" | "succeeded" | "failed"
export type DisputeStatus = "needs_response" | "under_review" | "won" | "lost"

/** In whose words a payment was asked for: the sandbox's own, or Stripe's. */
export type Face = "native" | "stripe"

/**
 * One payment: amounts in pence. A refusal closes it, and a new attempt is a new payment; asked for in Stripe's words,
 * it stays open for another card.
 */
export interface PaymentRow {
  readonly id: string
  readonly face: Face
  readonly reference: string
  readonly amount: number
  readonly currency: string
  readonly capture_mode: "automatic" | "manual"
  readonly description: string
  readonly language: "en" | "cy"
  readonly return_url: string
  readonly challenge_return_url: string
  readonly created_at: Date
  readonly expires_at: Date
  readonly entry_id: string
  readonly entry_secret_digest: string
  readonly entry_used_at: Date | null
  readonly status: PaymentStatus
  readonly authorised: number
  readonly captured: number
  readonly authorised_until: Date | null
  readonly last_refusal: string | null
  readonly scenario: string | null
  readonly card_brand: string | null
  readonly card_first_six: string | null
  readonly card_last_four: string | null
  readonly card_expiry: string | null
  readonly charge_key: string | null
  readonly notify_fault: string | null
  readonly refuse_at: Date | null
  readonly dispute_at: Date | null
  /** Its payee's card is kept, or it charges one that is; null for any other. */
  readonly agreement_step: "set_up" | "charge" | null
  readonly agreement: string | null
  readonly charged_card: string | null
}

export interface CardTokenRow {
  readonly digest: string
  readonly payment_id: string
  readonly scenario: string
  readonly card_brand: string
  readonly card_first_six: string
  readonly card_last_four: string
  readonly card_expiry: string
}

/** A card that was left to be charged with nobody present; what is kept of it goes when it is forgotten. */
export interface SavedCardRow {
  readonly id: string
  readonly payment_id: string
  readonly agreement: string | null
  readonly scenario: string | null
  readonly card_brand: string | null
  readonly card_first_six: string | null
  readonly card_last_four: string | null
  readonly card_expiry: string | null
  readonly refusal: DeclineCode | null
  readonly kept_at: Date
  readonly forgotten_at: Date | null
}

export interface ChallengeRow {
  readonly id: string
  readonly payment_id: string
  readonly answered_at: Date | null
}

export interface RefundRow {
  readonly id: string
  readonly payment_id: string
  readonly refund_id: string
  readonly amount: number
  readonly status: RefundStatus
  readonly next_status: "succeeded" | "failed" | null
  readonly next_at: Date | null
  readonly created_at: Date
  readonly metadata: Readonly<Record<string, string>>
  readonly reason: string | null
}

/** What a payee's bank says against a payment. `amount` is what it has taken back; 0 while it only asks or warns. */
export interface DisputeRow {
  readonly id: string
  readonly payment_id: string
  readonly amount: number
  readonly reason: string
  readonly status: DisputeStatus
  readonly evidence_due_at: Date | null
  readonly opened_at: Date
  readonly metadata: Readonly<Record<string, string>>
  readonly evidence: Readonly<Record<string, string>>
  readonly submissions: number
}

export interface NotificationRow {
  readonly id: string
  readonly face: Face
  /** Null for a payout, which is of no one payment. */
  readonly payment_id: string | null
  readonly type: string
  readonly body: string
  readonly fault: string | null
  readonly attempts: number
  readonly created_at: Date
  readonly next_attempt_at: Date | null
  readonly delivered_at: Date | null
}
