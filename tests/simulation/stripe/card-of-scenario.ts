import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { ScenarioName } from "#sandbox-acquirer/cards/scenarios.ts"
import { scenarioOf } from "#sandbox-acquirer/cards/scenarios.ts"
import { testCards } from "#sandbox-acquirer/cards/test-cards.ts"
import type { CardScenario } from "#tests/simulation/acquirer-payment.ts"

/** What a payee types on the acquirer's page. */
export interface TypedCard {
  readonly number: string
  /** May order a fault of the sandbox's own. */
  readonly name: string
}

const refused: Readonly<Partial<Record<RefusalReason, ScenarioName>>> = {
  declined: "declined",
  insufficient_funds: "insufficient_funds",
  expired_card: "expired_card",
  incorrect_details: "incorrect_cvc",
  suspected_fraud: "stolen_card",
  temporarily_unavailable: "processing_error",
  do_not_retry: "lost_card",
}

const asked: Readonly<Partial<Record<RefusalReason, ScenarioName>>> = {
  insufficient_funds: "challenge_insufficient_funds",
  temporarily_unavailable: "challenge_processing_error",
}

const paid = {
  succeeds: "success",
  pending_then_succeeds: "refund_pending",
  succeeds_then_fails: "refund_fails",
} as const satisfies Record<CardScenario["refund"], ScenarioName>

/** The test card that behaves so, or nearly. A bank that takes its time says no in the end. */
export function cardOf(scenario: CardScenario): TypedCard {
  const number = testCards[nameOf(scenario)][0] ?? ""
  return { number, name: scenario.first === "pending" ? "FAULT authorise late-decline" : "A Payee" }
}

function nameOf({ first, bank, refund }: CardScenario): ScenarioName {
  if (bank.kind === "approve") return first === "challenge" ? "challenge" : paid[refund]
  const { reason } = bank
  return first === "challenge" ? (asked[reason] ?? "challenge_declined") : (refused[reason] ?? "declined")
}

/** What the sandbox keeps of a card, as far as the simulation asks for it. */
export function scenarioFrom(name: string | null): CardScenario | null {
  if (name === null) return null
  const { bank, refund } = scenarioOf(name)
  const isRefused = bank.kind === "refuse" || (bank.kind === "challenge" && bank.then.kind === "refuse")
  return {
    first: bank.kind === "challenge" ? "challenge" : "answer",
    bank: isRefused ? { kind: "refuse", reason: "declined" } : { kind: "approve" },
    reservesFirst: false,
    patience: 0,
    refund,
  }
}
