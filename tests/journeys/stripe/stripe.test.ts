import { challengeJourneys } from "#tests/journeys/challenge.ts"
import { councilTaxJourneys } from "#tests/journeys/council-tax.ts"
import { judgedJourneys } from "#tests/journeys/crawl.ts"
import { orderJourneys } from "#tests/journeys/created-by-server.ts"
import { openWorld } from "#tests/journeys/support/world.ts"
import { unavailableJourneys } from "#tests/journeys/unknown-outcome.ts"
import { aftermathJourneys } from "./aftermath.ts"
import { onceOnStripeJourneys } from "./once-on-stripe.ts"
import { stripePageJourneys } from "./stripe-page.ts"
import { timeUpJourneys } from "./time-up.ts"
import { unheardJourneys } from "./unheard.ts"

// The stories of our own card form that have a meaning where Stripe takes the card, and those that only Stripe's page has.
const world = openWorld("stripe")

councilTaxJourneys(world)
orderJourneys(world)
challengeJourneys(world)
unavailableJourneys(world)
stripePageJourneys(world)
onceOnStripeJourneys(world)
unheardJourneys(world)
aftermathJourneys(world)
timeUpJourneys(world)
judgedJourneys(world)
