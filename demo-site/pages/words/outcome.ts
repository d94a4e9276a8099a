import type { PaymentOutcome } from "#demo-site/backend/payment-outcome.ts"
import { say, type Words } from "#demo-site/pages/language.ts"

const noMoney = say("No money has been taken.", "Nid oes arian wedi cael ei gymryd.")
const startAgain = say(
  "You can start again if you still want to pay.",
  "Gallwch ddechrau eto os ydych yn dal am dalu.",
)
const doNotPayAgain = say("Do not pay again yet.", "Peidiwch â thalu eto am y tro.")

/** What the return page says about each outcome; "no money" stands only where that is certain. */
export const outcomes: Readonly<
  Record<
    PaymentOutcome,
    {
      readonly tone: "good" | "waiting" | "stopped"
      readonly heading: Words
      readonly text: readonly Words[]
    }
  >
> = {
  paid: {
    tone: "good",
    heading: say("Thank you, your payment is complete", "Diolch, mae eich taliad wedi'i gwblhau"),
    text: [
      say(
        "We have asked Civic Pay and it confirms that you have paid.",
        "Rydym wedi gofyn i Civic Pay ac mae'n cadarnhau eich bod wedi talu.",
      ),
    ],
  },
  not_started: {
    tone: "stopped",
    heading: say("You have not paid yet", "Nid ydych wedi talu eto"),
    text: [noMoney, startAgain],
  },
  checking: {
    tone: "waiting",
    heading: say("We are checking your payment", "Rydym yn gwirio eich taliad"),
    text: [
      doNotPayAgain,
      say(
        "It is not finished, or your bank has not answered. This usually takes a few minutes. You may close this page.",
        "Nid yw wedi gorffen, neu nid yw eich banc wedi ateb. Mae hyn fel arfer yn cymryd ychydig funudau. Cewch gau'r dudalen hon.",
      ),
    ],
  },
  declined: {
    tone: "stopped",
    heading: say("Your payment has been declined", "Mae eich taliad wedi cael ei wrthod"),
    text: [noMoney, startAgain],
  },
  expired: {
    tone: "stopped",
    heading: say("Your payment has expired", "Daeth eich taliad i ben"),
    text: [noMoney, startAgain],
  },
  cancelled: {
    tone: "stopped",
    heading: say("Your payment has been cancelled", "Mae eich taliad wedi cael ei ganslo"),
    text: [noMoney, startAgain],
  },
  cancelled_by_us: {
    tone: "stopped",
    heading: say("We have cancelled this payment", "Rydym wedi canslo'r taliad hwn"),
    text: [noMoney, say("Contact us if you do not know why.", "Cysylltwch â ni os nad ydych yn gwybod pam.")],
  },
  failed: {
    tone: "stopped",
    heading: say("There was a problem with your payment", "Roedd problem gyda'ch taliad"),
    text: [noMoney, startAgain],
  },
  unreadable: {
    tone: "waiting",
    heading: say(
      "We could not read this payment with our key",
      "Ni allem ddarllen y taliad hwn gyda'n hallwedd",
    ),
    text: [
      say(
        "It may belong to another service, or the address may be incomplete. If you have a receipt from Civic Pay, you have paid.",
        "Efallai ei fod yn perthyn i wasanaeth arall, neu fod y cyfeiriad yn anghyflawn. Os oes gennych dderbynneb gan Civic Pay, rydych wedi talu.",
      ),
    ],
  },
  unavailable: {
    tone: "waiting",
    heading: say("We cannot check your payment just now", "Ni allwn wirio eich taliad ar hyn o bryd"),
    text: [
      doNotPayAgain,
      say(
        "Our payment service did not tell us what became of it. Check again in a few minutes.",
        "Ni ddywedodd ein gwasanaeth talu wrthym beth ddigwyddodd iddo. Gwiriwch eto ymhen ychydig funudau.",
      ),
    ],
  },
}

/** Other words of the return page. */
export const returned = {
  details: say("Payment details", "Manylion y taliad"),
  amount: say("Amount", "Swm"),
  reference: say("Reference", "Cyfeirnod"),
  what: say("For", "Am"),
  status: say("Status in the API", "Statws yn yr API"),
  paymentId: say("Payment id", "Rhif adnabod y taliad"),
  checkAgain: say("Check again", "Gwirio eto"),
  unknownHeading: say("We do not know this payment", "Nid ydym yn adnabod y taliad hwn"),
  unknownText: say(
    "The address is incomplete, or we no longer keep the order. Your receipt from Civic Pay tells you if you have paid.",
    "Mae'r cyfeiriad yn anghyflawn, neu nid ydym yn cadw'r archeb mwyach. Bydd eich derbynneb gan Civic Pay yn dweud a ydych wedi talu.",
  ),
} as const
