import { say } from "#demo-site/pages/language.ts"

/** Words of the home page. */
export const home = {
  heading: say("Welcome to Arwel Vale", "Croeso i Ddyffryn Arwel"),
  lead: say(
    "From the river to the ridge, your council is here to help.",
    "O lan yr afon i ben y mynydd, mae eich cyngor yma i helpu.",
  ),
  payHeading: say("Pay online", "Talu ar-lein"),
  payLead: say(
    "It takes about two minutes. You do not need an account.",
    "Mae'n cymryd tua dwy funud. Nid oes angen cyfrif arnoch.",
  ),
  councilTax: say("Pay your Council Tax", "Talu eich Treth y Cyngor"),
  councilTaxText: say(
    "This month's instalment, the full balance or another amount.",
    "Rhandaliad y mis hwn, y balans llawn neu swm arall.",
  ),
  parking: say("Pay a parking penalty", "Talu hysbysiad tâl cosb parcio"),
  parkingText: say(
    "Pay within 14 days and it costs half.",
    "Talwch o fewn 14 diwrnod a bydd yn hanner y pris.",
  ),
  gardenWaste: say("Order garden waste collections", "Archebu casgliadau gwastraff gardd"),
  gardenWasteText: say(
    "Up to six brown bins, emptied every two weeks.",
    "Hyd at chwe bin brown, wedi'u gwagio bob pythefnos.",
  ),
  library: say("Pay for a library room", "Talu am ystafell yn y llyfrgell"),
  libraryText: say(
    "A desk for two hours, or River Hall for a whole day.",
    "Desg am ddwy awr, neu Neuadd yr Afon am ddiwrnod cyfan.",
  ),
  newsHeading: say("News from the valley", "Newyddion o'r dyffryn"),
  news: [
    {
      date: say("19 November 2026", "19 Tachwedd 2026"),
      title: say("Otters are back in the Arwel", "Dyfrgwn yn ôl yn afon Arwel"),
      text: say(
        "A family of otters has settled below the old mill, ten years after the first river clean-up.",
        "Mae teulu o ddyfrgwn wedi ymgartrefu islaw'r hen felin, ddeng mlynedd ar ôl y gwaith cyntaf i lanhau'r afon.",
      ),
    },
    {
      date: say("12 November 2026", "12 Tachwedd 2026"),
      title: say(
        "Llanarwel Library opens late on Thursdays",
        "Llyfrgell Llanarwel ar agor yn hwyr bob dydd Iau",
      ),
      text: say(
        "Study rooms, a homework club and a warm welcome until 8pm.",
        "Ystafelloedd astudio, clwb gwaith cartref a chroeso cynnes tan 8pm.",
      ),
    },
    {
      date: say("2 November 2026", "2 Tachwedd 2026"),
      title: say("Gritters are ready for winter", "Cerbydau graeanu'n barod at y gaeaf"),
      text: say(
        "Eight gritters, all named by our primary schools, look after 212 miles of road.",
        "Mae wyth cerbyd graeanu, a enwyd gan ein hysgolion cynradd, yn gofalu am 212 milltir o ffyrdd.",
      ),
    },
  ],
  twoLanguages: say("Two languages, one valley", "Dwy iaith, un dyffryn"),
  twoLanguagesText: say(
    "Use any of our services in Welsh or in English. You will get the same pages, the same speed and the same welcome, down to the receipt.",
    "Defnyddiwch unrhyw un o'n gwasanaethau yn Gymraeg neu yn Saesneg. Cewch yr un tudalennau, yr un cyflymder a'r un croeso, hyd at y dderbynneb.",
  ),
  testersHeading: say("Are you testing this site?", "Ydych chi'n profi'r safle hwn?"),
  testCards: say("Test cards and references", "Cardiau a chyfeirnodau prawf"),
  testCardsText: say(
    "Card numbers that are approved, declined or checked by the bank, and accounts to pay.",
    "Rhifau cerdyn sy'n cael eu cymeradwyo, eu gwrthod neu eu gwirio gan y banc, a chyfrifon i'w talu.",
  ),
  webhooks: say("Webhooks received", "Bachau gwe a dderbyniwyd"),
  webhooksText: say(
    "What Civic Pay told our server, as it arrives, with each signature checked.",
    "Yr hyn a ddywedodd Civic Pay wrth ein gweinydd, wrth iddo gyrraedd, gyda phob llofnod wedi'i wirio.",
  ),
  phone: say("Phone", "Ffôn"),
  phoneText: say("Press 2 for Welsh", "Pwyswch 2 am y Gymraeg"),
  email: say("Email", "E-bost"),
  emailText: say("We answer within two working days", "Byddwn yn ateb o fewn dau ddiwrnod gwaith"),
  visit: say("Visit", "Ymweld"),
  visitText: say("Monday to Friday, 8:30am to 5pm", "Dydd Llun i ddydd Gwener, 8:30am tan 5pm"),
} as const
