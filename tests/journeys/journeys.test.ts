import { cardErrorJourneys } from "./card-errors.ts"
import { challengeJourneys } from "./challenge.ts"
import { councilTaxJourneys } from "./council-tax.ts"
import { declineJourneys } from "./declines.ts"
import { openWorld } from "./support/world.ts"

const world = openWorld()

councilTaxJourneys(world)
challengeJourneys(world)
declineJourneys(world)
cardErrorJourneys(world)
