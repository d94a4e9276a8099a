import type { Stripe } from "stripe"
import { describe, expect, it } from "vitest"
import { reasonForCodes, reasonForRequest } from "#adapters/acquirer-stripe/refusals.ts"

/** The named members of one of the SDK's open lists. */
type Known<T> = T extends string ? (string extends T ? never : T) : never
type ErrorCode = Known<NonNullable<Stripe.PaymentIntent.LastPaymentError["code"]>>

describe("refusals", () => {
  it("an unknown code is a plain decline", () => {
    expect(reasonForCodes({ code: "card_declined", decline_code: "a_code_of_next_year" })).toBe("declined")
    expect(reasonForCodes({ decline_code: "toString" })).toBe("declined")
    expect(reasonForCodes({})).toBe("declined")
  })

  it.each([
    ["do_not_honor", "declined"],
    ["insufficient_funds", "insufficient_funds"],
    ["card_velocity_exceeded", "insufficient_funds"],
    ["restricted_card", "not_permitted"],
    ["lost_card", "suspected_fraud"],
    ["stolen_card", "suspected_fraud"],
    ["fraudulent", "suspected_fraud"],
    ["issuer_not_available", "temporarily_unavailable"],
    ["do_not_try_again", "do_not_retry"],
    ["revocation_of_all_authorizations", "do_not_retry"],
  ])("the bank's %s is %s", (decline_code, reason) => {
    expect(reasonForCodes({ code: "card_declined", decline_code })).toBe(reason)
  })

  it.each<[ErrorCode, string]>([
    ["expired_card", "expired_card"],
    ["incorrect_cvc", "incorrect_details"],
    ["invalid_expiry_month", "incorrect_details"],
    ["processing_error", "temporarily_unavailable"],
    ["authentication_required", "authentication_required"],
    ["payment_intent_authentication_failure", "authentication_failed"],
  ])("Stripe's %s is %s", (code, reason) => expect(reasonForCodes({ code, decline_code: "" })).toBe(reason))

  it.each<[ErrorCode, string]>([
    ["payment_intent_unexpected_state", "not_possible"],
    ["charge_already_refunded", "not_possible"],
    ["charge_already_captured", "not_possible"],
    ["resource_missing", "configuration"],
    ["parameter_unknown", "configuration"],
  ])("a request refused for %s is %s", (code, reason) => expect(reasonForRequest(code)).toBe(reason))

  it("a request refused without a code is a fault in the set-up", () => {
    expect(reasonForRequest(undefined)).toBe("configuration")
  })
})
