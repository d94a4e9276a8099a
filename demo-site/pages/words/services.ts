import { say } from "#demo-site/pages/language.ts"

/** Words of the Council Tax page. */
export const councilTax = {
  heading: say("Pay your Council Tax", "Talu eich Treth y Cyngor"),
  lead: say(
    "You can pay this month's instalment, the full balance or another amount.",
    "Gallwch dalu rhandaliad y mis hwn, y balans llawn neu swm arall.",
  ),
  label: say("Council Tax account number", "Rhif cyfrif Treth y Cyngor"),
  hint: say("It is on your bill: 9 digits, starting with 5", "Mae ar eich bil: 9 digid, yn dechrau gyda 5"),
  demo: say("Use account number", "Defnyddiwch rif cyfrif"),
  before: say("Before you start", "Cyn i chi ddechrau"),
  steps: [
    say(
      "Have your bill and a debit or credit card ready.",
      "Cofiwch gael eich bil a cherdyn debyd neu gredyd wrth law.",
    ),
    say("There is no fee for paying by card.", "Nid oes ffi am dalu â cherdyn."),
    say(
      "A payment shows on your account the next working day.",
      "Bydd taliad yn ymddangos ar eich cyfrif y diwrnod gwaith nesaf.",
    ),
  ],
  difficulty: say("If you find it hard to pay", "Os yw'n anodd i chi dalu"),
  difficultyText: say(
    "Talk to us early. We can spread your bill over more months, and check if you can pay less.",
    "Siaradwch â ni'n gynnar. Gallwn rannu eich bil dros fwy o fisoedd, a gwirio a gewch chi dalu llai.",
  ),
} as const

/** Words of the parking penalty page. */
export const parking = {
  heading: say("Pay a parking penalty", "Talu hysbysiad tâl cosb parcio"),
  lead: say(
    "You need the number of your penalty charge notice (PCN) and the vehicle's registration.",
    "Bydd angen rhif eich hysbysiad tâl cosb (HTC) a rhif cofrestru'r cerbyd arnoch.",
  ),
  stop: say(
    "Paying ends your right to challenge this PCN.",
    "Mae talu'n dod â'ch hawl i herio'r HTC hwn i ben.",
  ),
  stopText: say(
    "If you think the penalty is wrong, challenge it first. An open challenge can hold the lower price.",
    "Os ydych yn credu bod y gosb yn anghywir, heriwch hi yn gyntaf. Gall her agored gadw'r pris is.",
  ),
  amounts: say("What it costs, and when", "Faint mae'n ei gostio, a phryd"),
  caption: say(
    "Example: a £70 penalty served on 10 November 2026",
    "Enghraifft: cosb o £70 a gyflwynwyd ar 10 Tachwedd 2026",
  ),
  when: say("When you pay", "Pryd rydych yn talu"),
  amount: say("Amount", "Swm"),
  rows: [
    {
      when: say("10 to 23 November 2026: the first 14 days", "10 i 23 Tachwedd 2026: y 14 diwrnod cyntaf"),
      pence: 3500,
    },
    { when: say("From 24 November 2026", "O 24 Tachwedd 2026"), pence: 7000 },
    { when: say("After a charge certificate", "Ar ôl tystysgrif tâl"), pence: 10_500 },
  ],
  camera: say(
    "If a camera recorded it, the lower price lasts 21 days. The payment page works out what is due today.",
    "Os mai camera a'i cofnododd, mae'r pris is yn para 21 diwrnod. Mae'r dudalen dalu'n cyfrifo'r hyn sy'n ddyledus heddiw.",
  ),
  demo: say("Use this PCN number and registration", "Defnyddiwch y rhif HTC a'r rhif cofrestru hyn"),
} as const

/** Words of the garden waste page. */
export const gardenWaste = {
  heading: say("Garden waste collections", "Casgliadau gwastraff gardd"),
  lead: say(
    "We empty your brown bins every two weeks and turn what is in them into compost for the valley's gardens.",
    "Byddwn yn gwagio eich biniau brown bob pythefnos ac yn troi eu cynnwys yn gompost i erddi'r dyffryn.",
  ),
  prices: say("Price of each bin for a year", "Pris pob bin am flwyddyn"),
  when: say("When you pay", "Pryd rydych yn talu"),
  price: say("Each bin", "Pob bin"),
  rows: [
    { when: say("1 January to 30 June", "1 Ionawr i 30 Mehefin"), pence: 5600 },
    { when: say("1 July to 31 December", "1 Gorffennaf i 31 Rhagfyr"), pence: 4600 },
  ],
  quantity: say(
    "You can have from 1 to 6 bins. You choose how many as you pay.",
    "Gallwch gael rhwng 1 a 6 bin. Byddwch yn dewis faint wrth dalu.",
  ),
  label: say("Order garden waste collections", "Archebu casgliadau gwastraff gardd"),
  demo: say("Use garden waste reference", "Defnyddiwch gyfeirnod gwastraff gardd"),
  noButton: say("If you cannot see a button,", "Os na allwch weld botwm,"),
  noButtonLink: say("go straight to the payment page", "ewch yn syth i'r dudalen dalu"),
  whatGoesIn: say("What goes in the brown bin", "Beth sy'n mynd yn y bin brown"),
  goesIn: [
    say("Grass, leaves, weeds and hedge cuttings", "Glaswellt, dail, chwyn a thoriadau gwrychoedd"),
    say("Small branches and windfall fruit", "Canghennau bach a ffrwythau sydd wedi cwympo"),
    say("Flowers and pot plants, without the pots", "Blodau a phlanhigion, heb y potiau"),
  ],
} as const
