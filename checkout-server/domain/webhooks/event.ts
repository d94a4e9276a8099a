import type { Instant } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { publicState } from "#domain/payments/public-state.ts"
import type { WebhookEventType } from "#domain/webhooks/event-type.ts"
import { utcTimestamp } from "#domain/webhooks/timestamp.ts"

/** The most bytes a body may have; the outbox refuses more. Receivers size their buffers by it. */
export const maxWebhookBodyBytes = 16 * 1024

/** What one payment event tells. */
export interface PaymentWebhook {
  /** `evt_…`: the `webhook-id` of every attempt. */
  readonly id: string
  readonly type: WebhookEventType
  /** The payment after the change. */
  readonly payment: Payment
  /** The refund or dispute that it is about. */
  readonly about: { readonly refundId?: string; readonly disputeId?: string }
  /** 1, 2, 3 … per payment, without a gap. */
  readonly sequence: number
  readonly at: Instant
  /** Where the buyer API answers, without a trailing slash. */
  readonly apiUrl: string
}

/**
 * The body as it is signed and sent: thin-plus JSON, without name, e-mail, address, card or metadata.
 * Made once, when the event is committed, and never built again.
 */
export function webhookBody(webhook: PaymentWebhook): string {
  const { payment } = webhook
  const { status, finished, code } = publicState(payment.state)
  return JSON.stringify({
    id: webhook.id,
    type: webhook.type,
    timestamp: utcTimestamp(webhook.at),
    mode: payment.mode,
    subject_id: payment.id,
    sequence: webhook.sequence,
    data: {
      payment_id: payment.id,
      reference: payment.reference,
      state: { status, finished, code },
      version: payment.version,
      currency: payment.currency,
      amount: payment.amount,
      captured: payment.captured,
      refunded: payment.refunded,
      refund_id: webhook.about.refundId ?? null,
      dispute_id: webhook.about.disputeId ?? null,
      _links: { self: { href: `${webhook.apiUrl}/v1/payments/${payment.id}` } },
    },
  })
}
