import { councilTaxJourneys } from "./council-tax.ts"
import { openWorld } from "./support/world.ts"

const world = openWorld()

councilTaxJourneys(world)
