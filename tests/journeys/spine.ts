import { cardErrorJourneys } from "./card-errors.ts"
import { challengeJourneys } from "./challenge.ts"
import { confirmationJourneys } from "./confirmation.ts"
import { councilTaxJourneys } from "./council-tax.ts"
import { crawlJourneys } from "./crawl.ts"
import { orderJourneys, unpaidOrderJourneys } from "./created-by-server.ts"
import { declineJourneys, lastDeclineJourneys } from "./declines.ts"
import { judgedJourneys } from "./judged.ts"
import { onlyOnceJourneys } from "./only-once.ts"
import { referenceJourneys } from "./references.ts"
import { serviceJourneys } from "./services.ts"
import type { World } from "./support/world.ts"
import { unavailableJourneys, unknownOutcomeJourneys, waitingJourneys } from "./unknown-outcome.ts"
import { widgetJourneys } from "./widget.ts"

/** Every journey that a payee can make, wherever cards are taken. */
export const spine = {
  councilTaxJourneys,
  serviceJourneys,
  orderJourneys,
  unpaidOrderJourneys,
  referenceJourneys,
  cardErrorJourneys,
  declineJourneys,
  lastDeclineJourneys,
  challengeJourneys,
  unknownOutcomeJourneys,
  waitingJourneys,
  unavailableJourneys,
  onlyOnceJourneys,
  confirmationJourneys,
  widgetJourneys,
  crawlJourneys,
} as const satisfies Readonly<Record<string, (world: World) => void>>

/** The journeys that have no meaning where the card is entered on Stripe's page, and why. */
export const notOnStripe: Readonly<Partial<Record<keyof typeof spine, string>>> = {
  cardErrorJourneys: "Stripe's page has the fields, and its own words for what is wrong in them",
  lastDeclineJourneys: "Stripe's page lets any number of cards be tried",
  confirmationJourneys: "Stripe's page charges at the first press, and leaves nothing to confirm",
  waitingJourneys: "Stripe's page waits for the bank's answer, and no page of ours",
}

/**
 * Tells every journey in a world, then those that only this world has, and judges at last what all of them have left.
 * Whoever adds to the spine has added to every world.
 */
export function tellJourneys(world: World, own: readonly ((world: World) => void)[] = []): void {
  const left: Readonly<Record<string, string>> = world.cards === "stripe" ? notOnStripe : {}
  for (const [name, tell] of Object.entries(spine)) if (!(name in left)) tell(world)
  for (const tell of own) tell(world)
  judgedJourneys(world)
}
