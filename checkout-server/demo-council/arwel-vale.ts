import type { LondonDay } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Service, ServiceAccount } from "#domain/services/service.ts"

/** A service as configured, before it has ids. */
export type ServiceSetup = Omit<Service, "id" | "buyerId" | "mode" | "returnUrl" | "enabled" | "acquirer"> & {
  readonly accounts: readonly ServiceAccount[]
}

/** The fictional council that every test environment begins with. Its telephone number is reserved for drama. */
export const arwelVale = {
  code: "AVC",
  slug: "arwel-vale",
  name: { en: "Arwel Vale County Borough Council", cy: "Cyngor Bwrdeistref Sirol Dyffryn Arwel" },
  contact: { phone: "01632 960 200", email: "payments@arwelvale.example" },
} as const

const noAccount = { balance: null, instalment: null, penalty: null } as const

const councilTax: ServiceSetup = {
  code: "CT",
  slug: "council-tax",
  name: { en: "Council Tax", cy: "Treth y Cyngor" },
  words: {
    heading: { en: "Pay your Council Tax", cy: "Talu eich Treth y Cyngor" },
    referenceLabel: { en: "Council Tax account number", cy: "Rhif cyfrif Treth y Cyngor" },
    referenceHint: { en: "It is on your bill", cy: "Mae ar eich bil" },
    referenceEmpty: { en: "Enter your account number", cy: "Rhowch eich rhif cyfrif" },
    referenceShape: {
      en: "Account number must be 9 digits starting with 5",
      cy: "Rhaid i'r rhif cyfrif fod yn 9 digid sy'n dechrau gyda 5",
    },
    referenceCheckDigit: {
      en: "Check the account number. A digit may be wrong",
      cy: "Gwiriwch y rhif cyfrif. Efallai fod digid yn anghywir",
    },
    referenceUnknown: {
      en: "We cannot find that account number. Check your bill",
      cy: "Ni allwn ddod o hyd i'r rhif cyfrif hwnnw. Gwiriwch eich bil",
    },
    quantityLabel: null,
    next: {
      en: "Your payment will show on your Council Tax account the next working day. You do not need to do anything else.",
      cy: "Bydd eich taliad yn ymddangos ar eich cyfrif Treth y Cyngor y diwrnod gwaith nesaf. Nid oes angen i chi wneud unrhyw beth arall.",
    },
    warning: null,
  },
  reference: {
    pattern: "^5\\d{8}$",
    check: "mod_11_10",
    dropFromSlash: true,
    accountRequired: true,
    registrationRequired: false,
  },
  amount: { kind: "balance", min: exactPence(100), max: exactPence(999_999) },
  fund: { ledgerCode: "10-4101-0000", vatCode: "outside_scope" },
  accounts: [
    {
      reference: "501234567",
      status: "open",
      balance: exactPence(145_920),
      instalment: exactPence(18_240),
      penalty: null,
    },
    { reference: "570982632", status: "paid", ...noAccount },
    { reference: "533698027", status: "stopped", ...noAccount },
  ],
}

const parkingRule = {
  kind: "by_date",
  discountPercent: 50,
  discountDays: 14,
  cameraDiscountDays: 21,
  surchargePercent: 50,
} as const

function penalty(
  reference: string,
  facts: { readonly servedOn: string; readonly certificateOn?: string; readonly challenged?: true },
): ServiceAccount {
  return {
    reference,
    status: "open",
    balance: null,
    instalment: null,
    penalty: {
      registration: "AR26VLE",
      servedOn: facts.servedOn as LondonDay,
      band: exactPence(7000),
      camera: false,
      chargeCertificateOn: (facts.certificateOn ?? null) as LondonDay | null,
      challengeOpen: facts.challenged ?? false,
    },
  }
}

const parkingPenalty: ServiceSetup = {
  code: "PCN",
  slug: "parking-penalty",
  name: { en: "Parking penalty (PCN)", cy: "Hysbysiad Tâl Cosb (HTC)" },
  words: {
    heading: { en: "Pay a parking penalty (PCN)", cy: "Talu Hysbysiad Tâl Cosb (HTC)" },
    referenceLabel: { en: "PCN number", cy: "Rhif yr HTC" },
    referenceHint: {
      en: "It is at the top of your notice and begins with AV",
      cy: "Mae ar frig eich hysbysiad ac yn dechrau gydag AV",
    },
    referenceEmpty: { en: "Enter the PCN number", cy: "Rhowch rif yr HTC" },
    referenceShape: {
      en: "PCN number must be AV followed by 7 digits and a last digit or the letter A",
      cy: "Rhaid i rif yr HTC fod yn AV, yna 7 digid ac un digid arall neu'r llythyren A",
    },
    referenceCheckDigit: {
      en: "Check the PCN number. A digit may be wrong",
      cy: "Gwiriwch rif yr HTC. Efallai fod digid yn anghywir",
    },
    referenceUnknown: {
      en: "We cannot find that PCN number. Check your notice",
      cy: "Ni allwn ddod o hyd i'r rhif HTC hwnnw. Gwiriwch eich hysbysiad",
    },
    quantityLabel: null,
    next: {
      en: "Your penalty is paid and the case is closed. Keep the receipt in case you are asked for it.",
      cy: "Mae eich cosb wedi'i thalu ac mae'r achos ar gau. Cadwch y dderbynneb rhag ofn y gofynnir i chi amdani.",
    },
    warning: {
      en: "Paying ends your right to challenge this PCN",
      cy: "Mae talu'n dod â'ch hawl i herio'r HTC hwn i ben",
    },
  },
  reference: {
    pattern: "^AV\\d{7}[\\dA]$",
    check: "mod_11",
    dropFromSlash: false,
    accountRequired: true,
    registrationRequired: true,
  },
  amount: parkingRule,
  fund: { ledgerCode: "40-3105-0210", vatCode: "outside_scope" },
  accounts: [
    penalty("AV00123455", { servedOn: "2026-11-10" }),
    penalty("AV00123463", { servedOn: "2026-10-12", challenged: true }),
    penalty("AV0012351A", { servedOn: "2026-07-06", certificateOn: "2026-09-14" }),
  ],
}

const gardenWaste: ServiceSetup = {
  code: "GW",
  slug: "garden-waste",
  name: { en: "Garden waste", cy: "Gwastraff gardd" },
  words: {
    heading: { en: "Pay for garden waste collections", cy: "Talu am gasgliadau gwastraff gardd" },
    referenceLabel: { en: "Garden waste reference", cy: "Cyfeirnod gwastraff gardd" },
    referenceHint: {
      en: "It is on your renewal letter, for example GW24KX7MT",
      cy: "Mae ar eich llythyr adnewyddu, er enghraifft GW24KX7MT",
    },
    referenceEmpty: { en: "Enter your garden waste reference", cy: "Rhowch eich cyfeirnod gwastraff gardd" },
    referenceShape: {
      en: "Garden waste reference must be GW followed by 7 letters and numbers",
      cy: "Rhaid i'r cyfeirnod gwastraff gardd fod yn GW, yna 7 llythyren a rhif",
    },
    referenceCheckDigit: {
      en: "Check the reference. A letter or number may be wrong",
      cy: "Gwiriwch y cyfeirnod. Efallai fod llythyren neu rif yn anghywir",
    },
    referenceUnknown: {
      en: "We cannot find that reference. Check your letter",
      cy: "Ni allwn ddod o hyd i'r cyfeirnod hwnnw. Gwiriwch eich llythyr",
    },
    quantityLabel: { en: "How many bins, from 1 to 6?", cy: "Faint o finiau, o 1 i 6?" },
    next: {
      en: "We will post a sticker for each bin within 10 working days. Collections begin when it is on your bin.",
      cy: "Byddwn yn postio sticer ar gyfer pob bin o fewn 10 diwrnod gwaith. Bydd y casgliadau'n dechrau pan fydd ar eich bin.",
    },
    warning: null,
  },
  reference: {
    pattern: "^GW[A-HJ-NP-Z2-9]{6}[0-9A-Z]$",
    check: "mod_37_36",
    dropFromSlash: false,
    accountRequired: false,
    registrationRequired: false,
  },
  amount: {
    kind: "quantity",
    min: 1,
    max: 6,
    prices: [
      { from: "01-01", unitPrice: exactPence(5600) },
      { from: "07-01", unitPrice: exactPence(4600) },
    ],
  },
  fund: { ledgerCode: "40-3310-0300", vatCode: "outside_scope" },
  accounts: [],
}

const councilInvoice: ServiceSetup = {
  code: "INV",
  slug: "council-invoice",
  name: { en: "Council invoice", cy: "Anfoneb y cyngor" },
  words: {
    heading: { en: "Pay a council invoice", cy: "Talu anfoneb y cyngor" },
    referenceLabel: { en: "Invoice number", cy: "Rhif yr anfoneb" },
    referenceHint: { en: "It is on your invoice", cy: "Mae ar eich anfoneb" },
    referenceEmpty: { en: "Enter the invoice number", cy: "Rhowch rif yr anfoneb" },
    referenceShape: {
      en: "Invoice number must be 10 digits starting with 3",
      cy: "Rhaid i rif yr anfoneb fod yn 10 digid sy'n dechrau gyda 3",
    },
    referenceCheckDigit: {
      en: "Check the invoice number. A digit may be wrong",
      cy: "Gwiriwch rif yr anfoneb. Efallai fod digid yn anghywir",
    },
    referenceUnknown: {
      en: "We cannot find that invoice number. Check your invoice",
      cy: "Ni allwn ddod o hyd i'r rhif anfoneb hwnnw. Gwiriwch eich anfoneb",
    },
    quantityLabel: null,
    next: {
      en: "Your payment will show on your account with us within 2 working days.",
      cy: "Bydd eich taliad yn ymddangos ar eich cyfrif gyda ni o fewn 2 ddiwrnod gwaith.",
    },
    warning: null,
  },
  reference: {
    pattern: "^3\\d{9}$",
    check: "mod_97_10",
    dropFromSlash: false,
    accountRequired: false,
    registrationRequired: false,
  },
  amount: { kind: "given" },
  fund: { ledgerCode: "20-1500-0000", vatCode: "per_line" },
  accounts: [],
}

/** The last one is paid only through the API, with the key that the demo's server holds. */
export const arwelValeServices: readonly ServiceSetup[] = [
  councilTax,
  parkingPenalty,
  gardenWaste,
  councilInvoice,
]
