import { expect, it } from "vitest"
import { scenarioForNumber } from "#sandbox-acquirer/cards/test-cards.ts"
import { numberOfMethod } from "#sandbox-acquirer/stripe/test-payment-methods.ts"

it.each([
  ["pm_card_visa", "success"],
  ["pm_card_chargeDeclined", "declined"],
  ["pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"],
  ["pm_card_threeDSecure2Required", "challenge"],
  ["pm_card_authenticationRequired", "challenge_always"],
  ["pm_card_createDispute", "dispute_fraud"],
  ["pm_card_pendingRefund", "refund_pending"],
  ["pm_card_refundFail", "refund_fails"],
  ["pm_card_radarBlock", "fraud_block"],
])("%s behaves as %s", (name, scenario) => {
  expect(scenarioForNumber(numberOfMethod(name) ?? "")).toBe(scenario)
})

it("knows no other", () => {
  expect(numberOfMethod("pm_card_none")).toBeNull()
})
