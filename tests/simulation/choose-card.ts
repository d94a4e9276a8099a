import { minuteMilliseconds } from "#domain/instant.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { CardScenario } from "./acquirer-payment.ts"
import type { World } from "./world.ts"

const refusals: readonly RefusalReason[] = [
  "declined",
  "insufficient_funds",
  "expired_card",
  "incorrect_details",
  "suspected_fraud",
  "temporarily_unavailable",
  "do_not_retry",
]

/** A payee takes a card out of his pocket. */
export function chooseCard(world: World): CardScenario {
  const { random, weather } = world
  return {
    first: random.chance(weather.challenge) ? "challenge" : random.chance(0.08) ? "pending" : "answer",
    bank: random.chance(0.65) ? { kind: "approve" } : { kind: "refuse", reason: random.pick(refusals) },
    reservesFirst: random.chance(weather.reserves),
    patience: random.pick([10, 60, 180]) * minuteMilliseconds,
    refund: random.pick(["succeeds", "pending_then_succeeds", "succeeds_then_fails"]),
  }
}

/** A payee answers his bank; most know the answer. */
export async function answer(world: World, acquirerPaymentId: string): Promise<void> {
  await world.books.answerBank(acquirerPaymentId, world.random.chance(0.8))
}
