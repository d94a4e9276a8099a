import { tellJourneys } from "./spine.ts"
import { openWorld } from "./support/world.ts"

// One file, because everything starts once for all and the last of them judges what the others have seen.
tellJourneys(openWorld("sandbox"))
