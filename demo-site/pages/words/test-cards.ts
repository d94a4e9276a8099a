import { say } from "#demo-site/pages/language.ts"

/** Words of the page of test cards and references. */
export const testCards = {
  heading: say("Test cards and references", "Cardiau a chyfeirnodau prawf"),
  lead: say(
    "Use any expiry date in the future, any name and any security code. Never enter a real card.",
    "Defnyddiwch unrhyw ddyddiad dod i ben yn y dyfodol, unrhyw enw ac unrhyw god diogelwch. Peidiwch byth â nodi cerdyn go iawn.",
  ),
  cards: say("Test cards", "Cardiau prawf"),
  card: say("Card number", "Rhif cerdyn"),
  happens: say("What happens", "Beth sy'n digwydd"),
  faults: say("Breaking the bank on purpose", "Torri'r banc yn fwriadol"),
  faultsLead: say(
    "Type one of these as the name on the card, with a card that is approved. Money must never be lost or taken twice.",
    "Teipiwch un o'r rhain fel yr enw ar y cerdyn, gyda cherdyn sy'n cael ei gymeradwyo. Ni ddylid byth golli arian na'i gymryd ddwywaith.",
  ),
  faultName: say("Name on card", "Enw ar y cerdyn"),
  references: say("References to pay", "Cyfeirnodau i'w talu"),
  reference: say("Reference", "Cyfeirnod"),
  service: say("Service", "Gwasanaeth"),
  copy: say("Copy", "Copïo"),
  copied: say("Copied", "Wedi'i gopïo"),
} as const

/** Numbers of the sandbox acquirer; every other number is refused unread. */
export const cards = [
  { number: "4242424242424242", happens: say("Approved (Visa)", "Cymeradwyo (Visa)") },
  { number: "5555555555554444", happens: say("Approved (Mastercard)", "Cymeradwyo (Mastercard)") },
  {
    number: "378282246310005",
    happens: say(
      "Approved (American Express: a code of 4 digits)",
      "Cymeradwyo (American Express: cod 4 digid)",
    ),
  },
  {
    number: "4000000000003220",
    happens: say(
      "The bank asks you to confirm it is you (3-D Secure)",
      "Mae'r banc yn gofyn i chi gadarnhau pwy ydych chi (3-D Secure)",
    ),
  },
  {
    number: "4000008400001629",
    happens: say(
      "The bank asks you to confirm, then declines",
      "Mae'r banc yn gofyn i chi gadarnhau, yna'n gwrthod",
    ),
  },
  {
    number: "4000000000000259",
    happens: say("Paid, and disputed some seconds later", "Talu, a'i herio ychydig eiliadau wedyn"),
  },
  { number: "4000000000000002", happens: say("Declined", "Gwrthod") },
  { number: "4000000000009995", happens: say("Declined: not enough money", "Gwrthod: dim digon o arian") },
  {
    number: "4000000000000069",
    happens: say("Declined: the card has expired", "Gwrthod: mae'r cerdyn wedi dod i ben"),
  },
  {
    number: "4000000000000127",
    happens: say("Declined: the security code is wrong", "Gwrthod: mae'r cod diogelwch yn anghywir"),
  },
  {
    number: "4000000000000119",
    happens: say("The bank has a processing error", "Mae gan y banc wall prosesu"),
  },
  {
    number: "4242424242424241",
    happens: say(
      "Not a card number: the last digit is wrong",
      "Nid yw'n rhif cerdyn: mae'r digid olaf yn anghywir",
    ),
  },
] as const

/** Names on card that make the sandbox acquirer misbehave. */
export const faults = [
  {
    name: "FAULT authorise timeout-after",
    happens: say(
      "The bank takes the money but its answer is lost: we learn of it another way, and you see that you have paid",
      "Mae'r banc yn cymryd yr arian ond caiff ei ateb ei golli: rydym yn clywed am hynny mewn ffordd arall, ac fe welwch eich bod wedi talu",
    ),
  },
  {
    name: "FAULT authorise timeout-before",
    happens: say(
      "The bank never hears of the payment: you see that we are checking and, after about a minute, that you have paid, once",
      "Nid yw'r banc yn clywed am y taliad: fe welwch ein bod yn gwirio ac, ar ôl tua munud, eich bod wedi talu, unwaith",
    ),
  },
] as const

const gardenWaste = "garden-waste"
const councilTax = "council-tax"
const parkingPenalty = "parking-penalty"

/** References that the demonstration council's account lists hold, and some that they refuse. */
export const references = [
  {
    page: councilTax,
    reference: "501234567",
    happens: say(
      "Owes £1,459.20; the instalment is £182.40",
      "Yn ddyledus: £1,459.20; y rhandaliad yw £182.40",
    ),
  },
  {
    page: councilTax,
    reference: "501-234-567",
    happens: say(
      "The same account: spaces and dashes do not matter",
      "Yr un cyfrif: nid yw bylchau a chysylltnodau'n cyfrif",
    ),
  },
  { page: councilTax, reference: "570982632", happens: say("Paid in full", "Wedi'i dalu'n llawn") },
  {
    page: councilTax,
    reference: "533698027",
    happens: say("Cannot be paid online: contact us", "Ni ellir ei dalu ar-lein: cysylltwch â ni"),
  },
  {
    page: councilTax,
    reference: "501234568",
    happens: say("Refused: a digit is wrong", "Gwrthod: mae digid yn anghywir"),
  },
  {
    page: councilTax,
    reference: "401234567",
    happens: say("Refused: must start with 5", "Gwrthod: rhaid dechrau gyda 5"),
  },
  {
    page: parkingPenalty,
    reference: "AV00123455",
    happens: say(
      "Vehicle AR26 VLE: £35.00 to 23 November 2026, then £70.00",
      "Cerbyd AR26 VLE: £35.00 tan 23 Tachwedd 2026, yna £70.00",
    ),
  },
  { page: parkingPenalty, reference: "AV00123463", happens: say("A challenge is open", "Mae her ar agor") },
  {
    page: parkingPenalty,
    reference: "AV0012351A",
    happens: say("A charge certificate has been sent", "Mae tystysgrif tâl wedi'i hanfon"),
  },
  {
    page: parkingPenalty,
    reference: "AV00123456",
    happens: say("Refused: a digit is wrong", "Gwrthod: mae digid yn anghywir"),
  },
  { page: gardenWaste, reference: "GW24KX7MT", happens: say("From 1 to 6 bins", "Rhwng 1 a 6 bin") },
  {
    page: gardenWaste,
    reference: "GW24KX7MU",
    happens: say("Refused: the last letter is wrong", "Gwrthod: mae'r llythyren olaf yn anghywir"),
  },
] as const
