import { submitConfirmation } from "./confirmation.ts"
import { focusErrorSummary } from "./error-summary.ts"
import { guardForms } from "./press-guard.ts"
import { offerPrinting } from "./printing.ts"
import { followReturnLink } from "./return-link.ts"
import { watchStatus } from "./status-watch.ts"
import { selectOnTyping } from "./typing.ts"

// Every page works without this script; each line adds one comfort where the page has marked a place for it.
focusErrorSummary()
guardForms()
selectOnTyping()
offerPrinting()
watchStatus()
followReturnLink()
submitConfirmation()
