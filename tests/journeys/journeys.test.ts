import { cardErrorJourneys } from "./card-errors.ts"
import { challengeJourneys } from "./challenge.ts"
import { councilTaxJourneys } from "./council-tax.ts"
import { crawlJourneys } from "./crawl.ts"
import { serverCreatedJourneys } from "./created-by-server.ts"
import { declineJourneys } from "./declines.ts"
import { onlyOnceJourneys } from "./only-once.ts"
import { referenceJourneys } from "./references.ts"
import { serviceJourneys } from "./services.ts"
import { openWorld } from "./support/world.ts"
import { unknownOutcomeJourneys } from "./unknown-outcome.ts"
import { widgetJourneys } from "./widget.ts"

// One file, because everything starts once for all and the last of them judges what the others have seen.
const world = openWorld()

councilTaxJourneys(world)
serviceJourneys(world)
serverCreatedJourneys(world)
referenceJourneys(world)
cardErrorJourneys(world)
declineJourneys(world)
challengeJourneys(world)
unknownOutcomeJourneys(world)
onlyOnceJourneys(world)
widgetJourneys(world)
crawlJourneys(world)
