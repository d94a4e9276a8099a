import { describe, expect, it } from "vitest"
import type { PaymentState } from "#domain/payments/state.ts"
import { webhookEventFor } from "#domain/webhooks/event-type.ts"

describe("webhook event of a move", () => {
  it.each([
    ["created", "started", "payment.started"],
    ["created", "authorising", "payment.started"],
    ["authorising", "capturable", "payment.capturable"],
    ["authorised", "captured", "payment.captured"],
    ["authorising", "declined", "payment.failed"],
    ["authorising", "failed", "payment.failed"],
    ["started", "cancelled_by_payee", "payment.cancelled"],
    ["started", "cancelled_by_service", "payment.cancelled"],
    ["started", "expired", "payment.expired"],
    ["checking", "needs_operator", "payment.needs_operator"],
  ] satisfies [PaymentState, PaymentState, string][])("%s to %s is told as %s", (from, to, type) => {
    expect(webhookEventFor(from, to)).toBe(type)
  })

  it.each([
    ["started", "authorising"],
    ["authorising", "started"],
    ["authorising", "checking"],
    ["authorising", "challenge_required"],
    ["authorising", "authorised"],
    ["capturable", "capturing"],
  ] satisfies [PaymentState, PaymentState][])("%s to %s is not told", (from, to) => {
    expect(webhookEventFor(from, to)).toBeNull()
  })
})
