import type { Language } from "#domain/instant.ts"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import type { Buyer, Service } from "#domain/services/service.ts"
import type { ServicePageContext } from "#views/page-context.ts"

/** A fictional council, as the pages see it. */
const sampleBuyer: Buyer = {
  id: "sample-buyer",
  code: "AVC",
  slug: "arwel-vale",
  name: {
    en: "Arwel Vale County Borough Council",
    cy: "Cyngor Bwrdeistref Sirol Dyffryn Arwel",
  },
  contact: { phone: "01632 960 123", email: "payments@arwel-vale.example" },
  siteUrl: "https://arwel-vale.example/",
}

/** Council Tax: a balance that may be paid in part. */
export const sampleCouncilTax: Service = {
  id: "sample-council-tax",
  buyerId: sampleBuyer.id,
  mode: "test",
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
    referenceUnknown: { en: "Check the account number", cy: "Gwiriwch y rhif cyfrif" },
    next: {
      en: "Your balance changes within 2 working days.",
      cy: "Bydd eich balans yn newid o fewn 2 ddiwrnod gwaith.",
    },
    quantityLabel: null,
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
  returnUrl: {
    en: "https://arwel-vale.example/council-tax",
    cy: "https://arwel-vale.example/cy/council-tax",
  },
  enabled: true,
  acquirer: "sandbox",
}

/** A parking penalty: asks for the registration, and warns before paying. */
export const samplePenalty: Service = {
  ...sampleCouncilTax,
  id: "sample-penalty",
  code: "PCN",
  slug: "parking-penalty",
  name: { en: "Parking penalty", cy: "Hysbysiad Tâl Cosb" },
  words: {
    ...sampleCouncilTax.words,
    heading: { en: "Pay a parking penalty", cy: "Talu hysbysiad tâl cosb" },
    referenceLabel: { en: "PCN number", cy: "Rhif yr HTC" },
    referenceHint: { en: "It starts with AV", cy: "Mae'n dechrau gydag AV" },
    referenceShape: {
      en: "PCN number must be AV and 8 characters, like AV00123455",
      cy: "Rhaid i rif yr HTC fod yn AV ac 8 nod, fel AV00123455",
    },
    next: { en: "The penalty is closed.", cy: "Mae'r gosb wedi'i chau." },
    warning: {
      en: "Paying ends your right to challenge this PCN",
      cy: "Mae talu'n dod â'ch hawl i herio'r HTC hwn i ben",
    },
  },
  reference: { ...sampleCouncilTax.reference, registrationRequired: true },
  amount: {
    kind: "by_date",
    discountPercent: 50,
    discountDays: 14,
    cameraDiscountDays: 21,
    surchargePercent: 150,
  },
}

/** Garden waste: a count of bins. */
export const sampleGardenWaste: Service = {
  ...sampleCouncilTax,
  id: "sample-garden-waste",
  code: "GW",
  slug: "garden-waste",
  name: { en: "Garden waste", cy: "Gwastraff gardd" },
  words: {
    ...sampleCouncilTax.words,
    heading: { en: "Pay for garden waste", cy: "Talu am wastraff gardd" },
    referenceLabel: { en: "Garden waste reference", cy: "Cyfeirnod gwastraff gardd" },
    next: { en: "We will post your bin stickers to you.", cy: "Byddwn yn postio sticeri eich biniau atoch." },
  },
  amount: { kind: "quantity", min: 1, max: 6, prices: [{ from: "01-01", unitPrice: exactPence(5600) }] },
}

/** The moment at which the samples are looked at: 12 November 2026, 14:20 in London. */
export const sampleNow = instant(1_794_493_200_000)

/** The capability in the samples' addresses. */
export const sampleCapability = "sample-capability"

/** A page's surroundings. The build's real asset addresses are put in by whoever serves the examples. */
export function sampleContext(language: Language, service: Service, path: string): ServicePageContext {
  return {
    language,
    path,
    buyer: sampleBuyer,
    service,
    mode: service.mode,
    assets: { css: "/assets/checkout.css", js: "/assets/checkout.js" },
  }
}

/** A payment of £56.00 for a service, in a state. */
export function samplePayment(language: Language, service: Service, state: PaymentState): Payment {
  const amount = exactPence(5600)
  const nothing = exactPence(0)
  return {
    id: "sample-payment",
    buyerId: service.buyerId,
    serviceId: service.id,
    mode: service.mode,
    acquirer: "sandbox",
    state,
    version: 1,
    notices: 0,
    amount,
    authorised: nothing,
    captured: state === "captured" ? amount : nothing,
    refundReserved: nothing,
    refunded: nothing,
    currency: "GBP",
    reference: "501234567",
    description: { en: "Council Tax 2026 to 2027", cy: "Treth y Cyngor 2026 i 2027" }[language],
    language,
    origin: "page",
    returnUrl: service.returnUrl[language],
    email: null,
    metadata: null,
    prefilledCardholder: null,
    delayedCapture: false,
    moto: false,
    attempts: 0,
    lastRefusal: null,
    challenged: false,
    card: { brand: "visa", firstSix: "000000", lastFour: "4242", expiry: "10/29" },
    basketId: null,
    createdAt: sampleNow,
    expiresAt: instant(sampleNow + 82 * 60 * 1000),
    capturedAt: state === "captured" ? sampleNow : null,
  }
}
