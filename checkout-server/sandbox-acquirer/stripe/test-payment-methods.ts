/** The names under which Stripe's test cards can pay without a number, by the number that each stands for. */
const byNumber: Readonly<Record<string, readonly string[]>> = {
  "4242424242424242": ["pm_card_visa"],
  "4000056655665556": ["pm_card_visa_debit"],
  "5555555555554444": ["pm_card_mastercard"],
  "5200828282828210": ["pm_card_mastercard_debit"],
  "5105105105105100": ["pm_card_mastercard_prepaid"],
  "378282246310005": ["pm_card_amex"],
  "6011111111111117": ["pm_card_discover"],
  "3056930009020004": ["pm_card_diners"],
  "3566002020360505": ["pm_card_jcb"],
  "6200000000000005": ["pm_card_unionpay"],
  "4000008260000000": ["pm_card_gb"],
  "4000058260000005": ["pm_card_gb_debit"],
  "5555558265554449": ["pm_card_gb_mastercard"],
  "4000002500000003": ["pm_card_fr"],
  "4000000000000077": ["pm_card_bypassPending"],
  "4000000000000002": ["pm_card_chargeDeclined", "pm_card_visa_chargeDeclined"],
  "4000000000009995": [
    "pm_card_chargeDeclinedInsufficientFunds",
    "pm_card_visa_chargeDeclinedInsufficientFunds",
  ],
  "4000000000009987": ["pm_card_visa_chargeDeclinedLostCard"],
  "4000000000009979": ["pm_card_visa_chargeDeclinedStolenCard"],
  "4000000000006975": ["pm_card_visa_chargeDeclinedVelocityLimitExceeded"],
  "4000000000000069": ["pm_card_chargeDeclinedExpiredCard"],
  "4000000000000127": ["pm_card_chargeDeclinedIncorrectCvc"],
  "4000000000000119": ["pm_card_chargeDeclinedProcessingError"],
  "4100000000000019": ["pm_card_radarBlock"],
  "4000000000003220": ["pm_card_threeDSecure2Required", "pm_card_threeDSecureRequired"],
  "4000002760003184": ["pm_card_authenticationRequired"],
  "4000002500003155": ["pm_card_authenticationRequiredOnSetup"],
  "4000008400001629": ["pm_card_threeDSecureRequiredChargeDeclined"],
  "4000008260003178": ["pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"],
  "4000000000000259": ["pm_card_createDispute"],
  "4000000000002685": ["pm_card_createDisputeProductNotReceived"],
  "4000000000001976": ["pm_card_createDisputeInquiry"],
  "4000000000005423": ["pm_card_createIssuerFraudRecord"],
  "4000000404000079": ["pm_card_createMultipleDisputes"],
  "4000000000007726": ["pm_card_pendingRefund"],
  "4000000000005126": ["pm_card_refundFail"],
}

const numberByName: ReadonlyMap<string, string> = new Map(
  Object.entries(byNumber).flatMap(([number, names]) => names.map((name) => [name, number] as const)),
)

/** The test number that a test payment method stands for; null where there is no such method. */
export function numberOfMethod(name: string): string | null {
  return numberByName.get(name) ?? null
}
