import { tellJourneys } from "#tests/journeys/spine.ts"
import { openWorld } from "#tests/journeys/support/world.ts"
import { aftermathJourneys } from "./aftermath.ts"
import { stripePageJourneys } from "./stripe-page.ts"
import { timeUpJourneys } from "./time-up.ts"
import { unheardJourneys } from "./unheard.ts"

// The same journeys as on our own card page, and those that only Stripe's page has.
tellJourneys(openWorld("stripe"), [stripePageJourneys, unheardJourneys, aftermathJourneys, timeUpJourneys])
