/** The bank's word on a card, as a code of ours in the style of the card industry. The list may grow. */
export const declineCodes = [
  "generic_decline",
  "insufficient_funds",
  "lost_card",
  "stolen_card",
  "card_velocity_exceeded",
  "expired_card",
  "incorrect_cvc",
  "processing_error",
  "fraudulent",
  "authentication_required",
  "revocation_of_authorization",
] as const
export type DeclineCode = (typeof declineCodes)[number]

/** What the bank answers when money is asked for. */
export type BankAnswer =
  | { readonly kind: "approve" }
  | { readonly kind: "refuse"; readonly code: DeclineCode }
  | { readonly kind: "challenge"; readonly then: PlainAnswer }

/** What a bank answers at once: it asks nobody. */
export type PlainAnswer = Exclude<BankAnswer, { kind: "challenge" }>

/** How a refund of the card goes: at once, at once after a wait, or accepted and later sent back. */
export type RefundCourse = "succeeds" | "pending_then_succeeds" | "succeeds_then_fails"

/** What the cardholder tells their bank after the payment. Without `takesMoney` the bank only asks or warns. */
export interface Complaint {
  readonly reason: "fraudulent" | "product_not_received" | "duplicate" | "inquiry" | "early_fraud_warning"
  readonly takesMoney: boolean
}

/** A test card's whole behaviour. Stored with a token by its name, so that the number is not needed again. */
export interface Scenario {
  readonly bank: BankAnswer
  /** Where the card was kept and nobody is present; left out, what it says to a payee who has passed its check. */
  readonly away?: PlainAnswer
  readonly refund: RefundCourse
  readonly complaints: readonly Complaint[]
}

const approve: BankAnswer = { kind: "approve" }

function paid(refund: RefundCourse): Scenario {
  return { bank: approve, refund, complaints: [] }
}

function refused(code: DeclineCode): Scenario {
  return { bank: { kind: "refuse", code }, refund: "succeeds", complaints: [] }
}

function challenged(then: PlainAnswer): Scenario {
  return { bank: { kind: "challenge", then }, refund: "succeeds", complaints: [] }
}

function disputed(...complaints: readonly Complaint[]): Scenario {
  return { bank: approve, refund: "succeeds", complaints }
}

/** Every behaviour that a listed test card can have, by its stored name. */
export const scenarios = {
  success: paid("succeeds"),
  refund_pending: paid("pending_then_succeeds"),
  refund_fails: paid("succeeds_then_fails"),
  dispute_fraud: disputed({ reason: "fraudulent", takesMoney: true }),
  dispute_not_received: disputed({ reason: "product_not_received", takesMoney: true }),
  dispute_inquiry: disputed({ reason: "inquiry", takesMoney: false }),
  dispute_warning: disputed({ reason: "early_fraud_warning", takesMoney: false }),
  dispute_several: disputed(
    { reason: "fraudulent", takesMoney: true },
    { reason: "duplicate", takesMoney: true },
  ),
  declined: refused("generic_decline"),
  insufficient_funds: refused("insufficient_funds"),
  lost_card: refused("lost_card"),
  stolen_card: refused("stolen_card"),
  velocity: refused("card_velocity_exceeded"),
  expired_card: refused("expired_card"),
  incorrect_cvc: refused("incorrect_cvc"),
  processing_error: refused("processing_error"),
  fraud_block: refused("fraudulent"),
  challenge: challenged({ kind: "approve" }),
  challenge_always: {
    ...challenged({ kind: "approve" }),
    away: { kind: "refuse", code: "authentication_required" },
  },
  declined_later: { ...paid("succeeds"), away: { kind: "refuse", code: "generic_decline" } },
  challenge_declined: challenged({ kind: "refuse", code: "generic_decline" }),
  challenge_insufficient_funds: challenged({ kind: "refuse", code: "insufficient_funds" }),
  challenge_processing_error: challenged({ kind: "refuse", code: "processing_error" }),
} as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof scenarios

/** The behaviour stored under `name`. Throws on a name that was never stored: a bug. */
export function scenarioOf(name: string): Scenario {
  const found = Object.entries(scenarios).find(([known]) => known === name)
  if (!found) throw new Error(`unknown scenario ${name}`)
  return found[1]
}

/** What the bank says to a charge on the kept card, with nobody present. */
export function answerWhenAway({ bank, away }: Scenario): PlainAnswer {
  if (away) return away
  return bank.kind === "challenge" ? bank.then : bank
}
