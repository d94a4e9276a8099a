import type { WebhookRefusal } from "#demo-site/backend/verify-webhook.ts"
import { say, type Words } from "#demo-site/pages/language.ts"

/** Why a webhook was not believed, for people who build a receiver. */
export const refusals: Readonly<Record<WebhookRefusal, Words>> = {
  missing_header: say("A webhook header is missing.", "Mae pennyn bachyn gwe ar goll."),
  malformed: say("A webhook header cannot be understood.", "Ni ellir deall un o benynnau'r bachyn gwe."),
  too_old: say("The timestamp is more than five minutes old.", "Mae'r stamp amser dros bum munud oed."),
  too_new: say(
    "The timestamp is more than five minutes in the future.",
    "Mae'r stamp amser dros bum munud yn y dyfodol.",
  ),
  no_match: say("No signature was made with our secret.", "Ni wnaed unrhyw lofnod gyda'n cyfrinach."),
  not_json: say(
    "The signature is right, but the body is not JSON.",
    "Mae'r llofnod yn gywir, ond nid JSON yw'r corff.",
  ),
}

/** Words of the page of received webhooks. */
export const webhooks = {
  heading: say("Webhooks received", "Bachau gwe a dderbyniwyd"),
  lead: say(
    "Civic Pay tells our server what happens to each payment. The newest stands on top; with JavaScript, new ones appear by themselves.",
    "Mae Civic Pay yn dweud wrth ein gweinydd beth sy'n digwydd i bob taliad. Mae'r diweddaraf ar y brig; gyda JavaScript, mae rhai newydd yn ymddangos ohonynt eu hunain.",
  ),
  refresh: say("Refresh", "Adnewyddu"),
  list: say("Received, newest first", "Derbyniwyd, y diweddaraf yn gyntaf"),
  none: say(
    "Nothing has arrived yet. Make a payment and look again.",
    "Does dim wedi cyrraedd eto. Gwnewch daliad ac edrychwch eto.",
  ),
  verified: say("Signature verified", "Llofnod wedi'i ddilysu"),
  refused: say("Refused", "Gwrthodwyd"),
  unknownType: say("Verified message of an unknown kind", "Neges wedi'i dilysu o fath anhysbys"),
  refusedTitle: say("A message we did not believe", "Neges na wnaethom ei chredu"),
  payment: say("Payment", "Taliad"),
  webhookId: say("Webhook id", "Rhif y bachyn gwe"),
  received: say("Received", "Derbyniwyd"),
  deliveries: say("Times delivered", "Nifer y danfoniadau"),
  size: say("Size in bytes", "Maint mewn beitiau"),
  body: say("Body", "Corff"),
  kept: say(
    "We keep the last 200 verified messages and count a repeated one once. Of refused ones we keep only the reason.",
    "Rydym yn cadw'r 200 neges ddiwethaf a ddilyswyd ac yn cyfrif un a ailadroddir unwaith. O'r rhai a wrthodwyd, dim ond y rheswm a gedwir.",
  ),
  memoryOnly: say(
    "They are kept in memory and are gone after a restart, because no data folder is set.",
    "Fe'u cedwir yn y cof ac fe'u collir ar ôl ailgychwyn, gan nad oes ffolder data wedi'i gosod.",
  ),
} as const
