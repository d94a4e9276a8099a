import { say } from "#demo-site/pages/language.ts"

/** Words of the library rooms page and of what can go wrong with it. */
export const invoice = {
  heading: say("Pay for a library room", "Talu am ystafell yn y llyfrgell"),
  lead: say(
    "Choose a room at Llanarwel Library. We write the invoice and take you to the payment page.",
    "Dewiswch ystafell yn Llyfrgell Llanarwel. Byddwn yn ysgrifennu'r anfoneb ac yn mynd â chi i'r dudalen dalu.",
  ),
  legend: say("Which room?", "Pa ystafell?"),
  rooms: {
    "study-room": say("Study room, two hours", "Ystafell astudio, dwy awr"),
    "meeting-room": say("Meeting room, half a day", "Ystafell gyfarfod, hanner diwrnod"),
    "river-hall": say("River Hall, one day", "Neuadd yr Afon, un diwrnod"),
  },
  about: say("How this payment is made", "Sut mae'r taliad hwn yn cael ei wneud"),
  aboutText: say(
    "Here our own server creates the payment through the Civic Pay API, so the amount never passes through your browser.",
    "Yma mae ein gweinydd ein hunain yn creu'r taliad drwy API Civic Pay, felly nid yw'r swm byth yn mynd drwy eich porwr.",
  ),
  problem: say("There is a problem", "Mae problem wedi codi"),
  chooseRoom: say("Select which room you want to pay for", "Dewiswch pa ystafell rydych am dalu amdani"),
  failedHeading: say(
    "Sorry, we could not start your payment",
    "Mae'n ddrwg gennym, ni allem ddechrau eich taliad",
  ),
  // Not "no money has been taken": the same form may have been paid before, and sent again by Back.
  noMoney: say(
    "Pressing the button has not taken any money.",
    "Nid yw gwasgu'r botwm wedi cymryd unrhyw arian.",
  ),
  unreachable: say(
    "Our payment service did not answer. Try again in a few minutes.",
    "Ni wnaeth ein gwasanaeth talu ateb. Rhowch gynnig arall arni ymhen ychydig funudau.",
  ),
  refused: say("Our payment service refused the request.", "Gwrthododd ein gwasanaeth talu'r cais."),
  unexpected: say(
    "Our payment service gave an answer that we do not understand.",
    "Rhoddodd ein gwasanaeth talu ateb nad ydym yn ei ddeall.",
  ),
  refusedCode: say("Error code", "Cod gwall"),
  tryAgain: say("Back to library rooms", "Yn ôl i ystafelloedd y llyfrgell"),
  otherSite: say("Please start on this site", "Dechreuwch ar y safle hwn"),
  otherSiteText: say(
    "This form was sent from another site, so we did not use it.",
    "Anfonwyd y ffurflen hon o safle arall, felly ni wnaethom ei defnyddio.",
  ),
} as const

/** Words of pages that are not there or did not work. */
export const notFound = {
  heading: say("We cannot find that page", "Ni allwn ddod o hyd i'r dudalen honno"),
  text: say(
    "Check the address, or start from the home page.",
    "Gwiriwch y cyfeiriad, neu dechreuwch o'r hafan.",
  ),
  errorHeading: say(
    "Sorry, there is a problem with the service",
    "Mae'n ddrwg gennym, mae problem gyda'r gwasanaeth",
  ),
  errorText: say("Try again in a few minutes.", "Rhowch gynnig arall arni ymhen ychydig funudau."),
} as const
