import type { WebhookFailure } from "#domain/webhooks/failure.ts"

/** Posts one webhook to a buyer's address, behind the address guard. */
export interface WebhookSender {
  post(request: WebhookPost): Promise<WebhookPostOutcome>
}

export interface WebhookPost {
  readonly url: string
  /** The endpoint's mode: only test endpoints may use the operator's loopback switch. */
  readonly mode: "test" | "live"
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type WebhookPostOutcome =
  | {
      readonly kind: "answered"
      readonly status: number
      /** The raw `Retry-After` header, null where absent. */
      readonly retryAfter: string | null
      /** The address that answered. */
      readonly address: string
      readonly durationMilliseconds: number
    }
  | {
      readonly kind: "failed"
      readonly failure: WebhookFailure
      readonly address: string | null
      readonly durationMilliseconds: number
    }
