import type { SeededChoice } from "./seeded-choice.ts"

/** What a payee and the buyer's server do with one payment. */
export const courses = {
  pays: 30,
  presses_twice: 8,
  asked_by_the_bank: 10,
  declined_first: 8,
  captured_later: 14,
  cancelled_before_capture: 5,
  cancelled_by_payee: 4,
  cancelled_by_service: 5,
  left_at_the_card: 3,
  left_at_the_bank: 3,
  refunded: 12,
} as const satisfies Readonly<Record<string, number>>
export type Course = keyof typeof courses

export interface PlannedPayment {
  readonly number: number
  /** Milliseconds after the start. */
  readonly at: number
  /** Pence. */
  readonly amount: number
  readonly course: Course
  /** Cards in the order in which they are tried; the last one again and again. */
  readonly cards: readonly [string, ...string[]]
  /** A name that may order a fault of the sandbox's own. */
  readonly cardholder: string
}

const card = {
  paid: ["4444333322221111", "5555555555554444", "4000000000003055"],
  refused: ["4000000000000002", "4000000000009995", "4000000000000119"],
  challenged: "4000000000003220",
  refund: ["4444333322221111", "4000000000007726", "4000000000005126"],
} as const satisfies Readonly<Record<string, string | readonly [string, ...string[]]>>

/** Faults that change no amount: money that contradicts itself is for people, and would never calm down. */
const cardholders = [
  ...Array.from({ length: 6 }, () => "A Payee" as const),
  "FAULT authorise timeout-after",
  "FAULT authorise cut-after",
  "FAULT authorise 500-before",
  "FAULT authorise 409-in-flight",
  "FAULT authorise notify-never",
  "FAULT authorise notify-twice",
  "FAULT authorise notify-late",
  "FAULT authorise notify-forged",
  "FAULT capture 500-after",
] as const

/** Payments spread evenly, so that some are under way whenever something happens. */
export function planPayments(choice: SeededChoice, count: number, length: number): readonly PlannedPayment[] {
  return Array.from({ length: count }, (_, index) => {
    const course = choice.weighted(courses)
    return {
      number: index + 1,
      at: Math.floor((index / count) * length),
      amount: choice.between(100, 99_999),
      course,
      cards: cardsOf(choice, course),
      cardholder: choice.oneOf([cardholders[0], ...cardholders]),
    }
  })
}

function cardsOf(choice: SeededChoice, course: Course): PlannedPayment["cards"] {
  switch (course) {
    case "asked_by_the_bank":
    case "left_at_the_bank":
      return [card.challenged]
    case "declined_first":
      return [choice.oneOf(card.refused), choice.oneOf(card.paid)]
    case "refunded":
      return [choice.oneOf(card.refund)]
    default:
      return [choice.oneOf(card.paid)]
  }
}
