import type { DeclineMessage } from "#domain/payments/refusal-reason.ts"
import type { World } from "./world.ts"

/** What is typed into the card form. */
export interface CardTyped {
  readonly number: string
  readonly month?: string
  readonly year?: string
  readonly name?: string
  readonly code?: string
}

/** Why a card was refused, as our own page says it, and in the words of Stripe's. */
export interface Refused {
  readonly own: DeclineMessage
  readonly stripe: string
}

/**
 * Where a payee enters the card. A journey that leaves to it what differs can be told wherever cards are taken; `Payee`
 * stands on the page "card", or on what stands in its place, when it begins.
 */
export interface Till {
  /** To the card form, where it is not open yet. */
  opensForm(): Promise<void>
  types(card: CardTyped): Promise<void>
  /** Sends the form, which is full, with all presses that a good card takes. */
  sends(amount: string): Promise<void>
  /** From the page "card" to the end, with every button pressed twice. */
  paysWithDoublePresses(amount: string, card: CardTyped): Promise<void>
  /** From the page "card" to the end, without a mouse. */
  paysByKeyboard(number: string): Promise<void>
  /** Reads why, on the page where another card can be tried. */
  isRefused(why: Refused): Promise<void>
  /** From the page "challenge" back to the bank that asked. */
  returnsToBank(): Promise<void>
  /** Pays with a good card so that nobody here learns of it for a while. */
  paysUnheard(world: World, amount: string): Promise<void>
  /** Looks once more what became of a payment that nobody here has heard of. */
  looksAgain(): Promise<void>
}
