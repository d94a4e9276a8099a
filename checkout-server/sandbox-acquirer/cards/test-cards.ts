import type { ScenarioName } from "./scenarios.ts"

/** A number that passes every check and is still turned away, to show the "card type not accepted" message. */
export const notAcceptedNumber = "6759649826438453"

/**
 * The only numbers that can pay, by behaviour: the published test cards of GOV.UK Pay and Stripe. None belongs
 * to a person.
 */
export const testCards: Readonly<Record<ScenarioName, readonly string[]>> = {
  success: [
    "4444333322221111",
    "4242424242424242",
    "4000056655665556",
    "4988080000000000",
    "4000160000000004",
    "4131840000000003",
    "4000620000000007",
    "4111111111111111",
    "4917610000000000003",
    "5101110000000004",
    "5105105105105100",
    "5200828282828210",
    "371449635398431",
    "3566002020360505",
    "6011000990139424",
    "4000008260000000",
    "4000058260000005",
    "5555558265554449",
    "4000002500000003",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "6011111111111117",
    "6011981111111113",
    "3056930009020004",
    "36227206271667",
    "6555900000604105",
    "6200000000000005",
    "6205500000000000004",
    "4000000000000077",
    // Paid, with a raised risk score.
    "4000000000004954",
    "4000000000009235",
    // Paid, with a failing or missing security code or address check.
    "4000000000000101",
    "4000000000000036",
    "4000000000000028",
    "4000000000000010",
    "4000000000000044",
    // The bank supports a challenge and does not ask for one.
    "4000000032200000",
    "4000000000003055",
    "4000000000003097",
  ],
  refund_pending: ["4000000000007726"],
  refund_fails: ["4000000000005126"],
  dispute_fraud: ["4000000000000259"],
  dispute_not_received: ["4000000000002685"],
  dispute_inquiry: ["4000000000001976"],
  dispute_warning: ["4000000000005423"],
  dispute_several: ["4000000404000079"],
  declined: ["4000000000000002"],
  insufficient_funds: ["4000000000009995"],
  lost_card: ["4000000000009987"],
  stolen_card: ["4000000000009979"],
  velocity: ["4000000000006975"],
  expired_card: ["4000000000000069"],
  incorrect_cvc: ["4000000000000127"],
  processing_error: ["4000000000000119"],
  fraud_block: ["4100000000000019"],
  challenge: [
    "4000000000003220",
    "4000008400000027",
    "4000002500003155",
    "4000003800000446",
    "4000582600000045",
  ],
  // Whatever the payee has agreed to before.
  challenge_always: ["4000002760003184"],
  // It can be kept, and then pays no more.
  declined_later: ["4000000000000341"],
  challenge_declined: ["4000008400001629"],
  challenge_insufficient_funds: ["4000008260003178"],
  challenge_processing_error: ["4000008400001280"],
}

/** The behaviour of a number; null where it is no listed test card. */
export function scenarioForNumber(number: string): ScenarioName | null {
  return scenarioByNumber.get(number) ?? null
}

const scenarioByNumber: ReadonlyMap<string, ScenarioName> = new Map(
  Object.entries(testCards).flatMap(([name, numbers]) => {
    // Object.entries widens the key; the cards of a name that is not a scenario would not compile above.
    return isScenarioName(name) ? numbers.map((number) => [number, name] as const) : []
  }),
)

function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(testCards, name)
}

const brandPrefixes: readonly (readonly [RegExp, string])[] = [
  [/^4/, "visa"],
  [/^(5[1-5]|2[2-7])/, "mastercard"],
  [/^3[47]/, "amex"],
  [/^35/, "jcb"],
  [/^3[068]/, "diners"],
  [/^62/, "unionpay"],
  [/^6(011|5)/, "discover"],
]

/** The card scheme of a number by its first digits (ISO/IEC 7812 issuer ranges); null where none is known. */
export function brandOf(number: string): string | null {
  return brandPrefixes.find(([prefix]) => prefix.test(number))?.[1] ?? null
}
