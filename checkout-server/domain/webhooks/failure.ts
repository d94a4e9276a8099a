/** Why no answer came back; stored with the attempt and shown to the buyer. */
export const webhookFailures = [
  "timeout",
  "connect",
  "dns",
  "blocked_address",
  "tls",
  "reset",
  "too_large",
  "redirect",
] as const
export type WebhookFailure = (typeof webhookFailures)[number]
