export type Language = "en" | "cy"

/** Every sentence of the pages, whole, in both languages. */
export const words = {
  en: {
    bank: "Test bank",
    notReal: "This is a test bank. It is not a real bank, and no money will be taken.",
    challengeTitle: "Confirm this payment",
    challengeLead:
      "A real bank would check here that it is you, for example with its app or a code. Choose what happens next.",
    amount: "Amount",
    payment: "Payment",
    card: "Card",
    cardEnding: (lastFour: string) => `ending in ${lastFour}`,
    approve: "Approve",
    decline: "Decline",
    leave: "To see what happens when somebody leaves, close this page.",
    answeredTitle: "Continue with your payment",
    answeredLead: "The test bank has your answer. Continue to go back to the payment.",
    overTitle: "This check is over",
    overLead: "It has been answered, or the payment has ended. Continue to go back to the payment.",
    continue: "Continue",
    not_foundTitle: "Page not found",
    not_foundLead: "Go back to the payment and try again from there.",
    form_unreadableTitle: "This form could not be read",
    form_unreadableLead: "Go back to the payment and try again from there. No card details were kept.",
  },
  cy: {
    bank: "Banc prawf",
    notReal: "Banc prawf yw hwn. Nid yw'n fanc go iawn, ac ni fydd unrhyw arian yn cael ei gymryd.",
    challengeTitle: "Cadarnhau'r taliad hwn",
    challengeLead:
      "Byddai banc go iawn yn gwirio yma mai chi sydd yno, er enghraifft drwy ei ap neu â chod. Dewiswch beth sy'n digwydd nesaf.",
    amount: "Swm",
    payment: "Taliad",
    card: "Cerdyn",
    cardEnding: (lastFour: string) => `yn gorffen â ${lastFour}`,
    approve: "Cymeradwyo",
    decline: "Gwrthod",
    leave: "I weld beth sy'n digwydd pan fydd rhywun yn gadael, caewch y dudalen hon.",
    answeredTitle: "Parhau â'ch taliad",
    answeredLead: "Mae eich ateb gan y banc prawf. Dewiswch Parhau i fynd yn ôl at y taliad.",
    overTitle: "Mae'r gwiriad hwn ar ben",
    overLead:
      "Mae wedi cael ei ateb, neu mae'r taliad wedi dod i ben. Dewiswch Parhau i fynd yn ôl at y taliad.",
    continue: "Parhau",
    not_foundTitle: "Heb ddod o hyd i'r dudalen",
    not_foundLead: "Ewch yn ôl at y taliad a rhowch gynnig arall arni oddi yno.",
    form_unreadableTitle: "Nid oedd modd darllen y ffurflen hon",
    form_unreadableLead:
      "Ewch yn ôl at y taliad a rhowch gynnig arall arni oddi yno. Ni chadwyd unrhyw fanylion cerdyn.",
  },
} as const
