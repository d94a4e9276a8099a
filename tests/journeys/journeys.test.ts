import { cardErrorJourneys } from "./card-errors.ts"
import { challengeJourneys, unfinishedChallengeJourneys } from "./challenge.ts"
import { councilTaxJourneys } from "./council-tax.ts"
import { crawlJourneys, judgedJourneys } from "./crawl.ts"
import { orderJourneys, unpaidOrderJourneys } from "./created-by-server.ts"
import { declineJourneys } from "./declines.ts"
import { onlyOnceJourneys } from "./only-once.ts"
import { referenceJourneys } from "./references.ts"
import { serviceJourneys } from "./services.ts"
import { openWorld } from "./support/world.ts"
import { unavailableJourneys, unknownOutcomeJourneys } from "./unknown-outcome.ts"
import { widgetJourneys } from "./widget.ts"

// One file, because everything starts once for all and the last of them judges what the others have seen.
const world = openWorld("sandbox")

councilTaxJourneys(world)
serviceJourneys(world)
orderJourneys(world)
unpaidOrderJourneys(world)
referenceJourneys(world)
cardErrorJourneys(world)
declineJourneys(world)
challengeJourneys(world)
unfinishedChallengeJourneys(world)
unknownOutcomeJourneys(world)
unavailableJourneys(world)
onlyOnceJourneys(world)
widgetJourneys(world)
crawlJourneys(world)
judgedJourneys(world)
