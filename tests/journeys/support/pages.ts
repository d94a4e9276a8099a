import type { Language } from "#domain/instant.ts"

/** Whose page it is: the council's site, the checkout, or the test bank. */
export type Party = "demo" | "checkout" | "sandboxAcquirer"

/** How a page is told from the others: its party and its one `h1`, word for word. */
export interface KnownPage {
  readonly party: Party
  readonly heading: Readonly<Record<Language, string>>
  /** The heading goes on, with a sum that each payment has its own of. */
  readonly headingGoesOn?: true
  /** It lists something wrong: the list stands on top and is focused. */
  readonly hasErrors?: true
  /** What the title says before the heading. */
  readonly titleBegins?: Readonly<Record<Language, string>>
}

function demo(en: string, cy: string): KnownPage {
  return { party: "demo", heading: { en, cy } }
}

function checkout(en: string, cy: string): KnownPage {
  return { party: "checkout", heading: { en, cy } }
}

function bank(en: string, cy: string): KnownPage {
  return { party: "sandboxAcquirer", heading: { en, cy } }
}

/** The same page, sent back with a list of what is wrong. */
function withErrors(page: KnownPage): KnownPage {
  return { ...page, hasErrors: true, titleBegins: { en: "Error: ", cy: "Gwall: " } }
}

/** A provider's own page, which speaks English to everybody. */
function provider(english: string): KnownPage {
  return bank(english, english)
}

const startCouncilTax = checkout("Pay your Council Tax", "Talu eich Treth y Cyngor")
const amount = checkout("How much do you want to pay?", "Faint rydych chi am ei dalu?")
const quantity = checkout("How many bins, from 1 to 6?", "Faint o finiau, o 1 i 6?")
const card = checkout("Enter card details", "Rhowch fanylion y cerdyn")
const providerCard = { ...provider("Pay £"), headingGoesOn: true } as const
const roomPage = demo("Pay for a library room", "Talu am ystafell yn y llyfrgell")

/** Every page that a payee, or a tester of the demonstration, can see. The journeys visit each in both languages. */
const ownPages = {
  home: demo("Welcome to Arwel Vale", "Croeso i Ddyffryn Arwel"),
  council_tax: demo("Pay your Council Tax", "Talu eich Treth y Cyngor"),
  parking: demo("Pay a parking penalty", "Talu hysbysiad tâl cosb parcio"),
  garden_waste: demo("Garden waste collections", "Casgliadau gwastraff gardd"),
  library_room: roomPage,
  library_room_with_errors: {
    ...roomPage,
    titleBegins: { en: "There is a problem: ", cy: "Mae problem wedi codi: " },
  },
  test_cards: demo("Test cards and references", "Cardiau a chyfeirnodau prawf"),
  webhooks: demo("Webhooks received", "Bachau gwe a dderbyniwyd"),
  returned_paid: demo("Thank you, your payment is complete", "Diolch, mae eich taliad wedi'i gwblhau"),
  returned_cancelled: demo("Your payment has been cancelled", "Mae eich taliad wedi cael ei ganslo"),
  returned_unknown: demo("We do not know this payment", "Nid ydym yn adnabod y taliad hwn"),
  demo_not_found: demo("We cannot find that page", "Ni allwn ddod o hyd i'r dudalen honno"),

  start_council_tax: startCouncilTax,
  start_with_errors: withErrors(startCouncilTax),
  start_parking: checkout("Pay a parking penalty (PCN)", "Talu Hysbysiad Tâl Cosb (HTC)"),
  start_garden_waste: checkout("Pay for garden waste collections", "Talu am gasgliadau gwastraff gardd"),
  account_stopped: checkout(
    "You cannot pay this online. Contact us",
    "Ni allwch dalu hwn ar-lein. Cysylltwch â ni",
  ),
  account_paid: checkout("There is nothing to pay", "Nid oes dim i'w dalu"),
  amount,
  amount_with_errors: withErrors(amount),
  quantity,
  quantity_with_errors: withErrors(quantity),
  check: checkout("Check your payment", "Gwiriwch eich taliad"),
  card,
  card_with_errors: withErrors(card),
  confirm: checkout("Confirm your payment", "Cadarnhau eich taliad"),
  challenge: checkout("Your bank needs to check it is you", "Mae angen i'ch banc gadarnhau pwy ydych chi"),
  checking: checkout("We are checking with your bank", "Rydym yn gwirio gyda'ch banc"),
  approved: checkout("Payment approved", "Taliad wedi'i gymeradwyo"),
  complete: checkout("Payment complete", "Taliad wedi'i gwblhau"),
  receipt: checkout("Receipt", "Derbynneb"),
  declined: checkout("Your payment has been declined", "Mae eich taliad wedi cael ei wrthod"),
  expired: checkout("Your payment has expired", "Daeth eich taliad i ben"),
  cancelled_by_payee: checkout("Your payment has been cancelled", "Mae eich taliad wedi cael ei ganslo"),
  cancelled_by_service: checkout(
    "The service has cancelled this payment",
    "Mae'r gwasanaeth wedi canslo'r taliad hwn",
  ),
  cards_unavailable: checkout(
    "We cannot take cards now. Try later",
    "Ni allwn gymryd cardiau nawr. Rhowch gynnig arall arni wedyn",
  ),
  not_found: checkout("Page not found", "Ni chafwyd hyd i'r dudalen"),
  link_not_valid: checkout("This payment link is not valid", "Nid yw'r ddolen dalu hon yn ddilys"),
  blocked: checkout("We stopped this request", "Rydym wedi atal y cais hwn"),

  bank_challenge: bank("Confirm this payment", "Cadarnhau'r taliad hwn"),
  bank_answered: bank("Continue with your payment", "Parhau â'ch taliad"),
  bank_over: bank("This check is over", "Mae'r gwiriad hwn ar ben"),
} as const satisfies Readonly<Record<string, KnownPage>>

const unfinished = checkout(
  "You have not finished paying on Stripe's page",
  "Nid ydych wedi gorffen talu ar dudalen Stripe",
)

/** Pages of ours that stand where the card is entered on a page of Stripe's. */
const handOverPages = {
  provider: checkout("Pay on Stripe's page", "Talu ar dudalen Stripe"),
  provider_unfinished: unfinished,
  provider_declined: withErrors(unfinished),
  provider_unheard: checkout(
    "We do not know yet if you have paid",
    "Nid ydym yn gwybod eto a ydych wedi talu",
  ),
  provider_time_up: withErrors(card),
} as const satisfies Readonly<Record<string, KnownPage>>

/** The page of Stripe's, as the sandbox shows it. */
const stripePages = {
  stripe_card: providerCard,
  stripe_card_with_errors: { ...providerCard, titleBegins: { en: "Error: ", cy: "Error: " } },
  stripe_challenge: provider("Your bank has a question"),
  stripe_paid: provider("This payment has been made"),
  stripe_expired: provider("This payment page has expired"),
} as const satisfies Readonly<Record<string, KnownPage>>

export const pages = { ...ownPages, ...handOverPages, ...stripePages }

export type PageName = keyof typeof pages

/** Who takes the cards: the acquirer whose card form is on our page, or Stripe on a page of its own. */
export type Cards = "sandbox" | "stripe"

/** Pages of ours that do not say the same of a payment where its card is entered on Stripe's. */
const afterHandOver = [
  "check",
  "cards_unavailable",
  "approved",
  "complete",
  "receipt",
  "expired",
  "cancelled_by_payee",
  "cancelled_by_service",
  "returned_paid",
  "returned_cancelled",
] as const satisfies readonly (keyof typeof ownPages)[]

/** The pages that a world looks over: the first in both languages, the others in English alone. */
export const pagesSeen: Readonly<
  Record<Cards, readonly [both: readonly string[], english: readonly string[]]>
> = {
  sandbox: [Object.keys(ownPages), []],
  stripe: [
    [...Object.keys(handOverPages), ...afterHandOver],
    [...Object.keys(stripePages), "bank_challenge", "bank_answered", "bank_over"],
  ],
}

/** What stands in the place of a page of ours where the card is entered on Stripe's. */
export const standsFor: Readonly<Record<Cards, Partial<Record<PageName, PageName>>>> = {
  sandbox: {},
  stripe: { card: "provider", challenge: "provider_unfinished" },
}
