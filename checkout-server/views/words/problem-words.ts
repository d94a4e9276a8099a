import type { Language } from "#domain/instant.ts"
import type { Pence } from "#domain/money.ts"
import { formatPounds } from "#domain/money.ts"
import type { Problem } from "#domain/problem.ts"
import type { Service, Words } from "#domain/services/service.ts"
import { cy } from "./cy.ts"
import { en } from "./en.ts"

/** What some problems speak of: the service's own words and its limits. */
export interface ProblemFacts {
  readonly service: Service | null
  /** The least and the most that may be paid, where known. */
  readonly range: { readonly least: Pence; readonly most: Pence } | null
}

/** A problem in the payee's language: one sentence without a full stop, fit for an error message or a heading. */
export function problemSentence(problem: Problem, language: Language, facts: ProblemFacts): string {
  return problemWords[problem](facts)[language]
}

/** Every problem in both languages. */
const problemWords: Readonly<Record<Problem, (facts: ProblemFacts) => Words>> = {
  service_unknown: () => ({
    en: "We cannot find this service",
    cy: "Ni allwn ddod o hyd i'r gwasanaeth hwn",
  }),
  service_closed: () => serviceClosed,
  reference_empty: ({ service }) =>
    service?.words.referenceEmpty ?? {
      en: "Enter your account reference",
      cy: "Rhowch eich cyfeirnod cyfrif",
    },
  reference_shape: ({ service }) => service?.words.referenceShape ?? checkReference,
  reference_check_digit: ({ service }) => service?.words.referenceCheckDigit ?? checkReference,
  reference_unknown: ({ service }) => service?.words.referenceUnknown ?? checkReference,
  account_stopped: () => ({
    en: "You cannot pay this online. Contact us",
    cy: "Ni allwch dalu hwn ar-lein. Cysylltwch â ni",
  }),
  account_paid: () => ({ en: "There is nothing to pay", cy: "Nid oes dim i'w dalu" }),
  account_too_small: () => ({
    en: "This amount is too small to pay by card. Contact us",
    cy: "Mae'r swm hwn yn rhy fach i'w dalu â cherdyn. Cysylltwch â ni",
  }),
  card_number_in_text: () => ({
    en: "Do not enter your card number here",
    cy: "Peidiwch â nodi rhif eich cerdyn yma",
  }),
  registration_empty: () => ({
    en: "Enter the vehicle registration",
    cy: "Rhowch rif cofrestru'r cerbyd",
  }),
  registration_mismatch: () => ({
    en: "Registration does not match this PCN",
    cy: "Nid yw'r rhif yn cyfateb i'r HTC",
  }),
  choice_empty: () => ({
    en: "Select how much you want to pay",
    cy: "Dewiswch faint rydych am ei dalu",
  }),
  amount_empty: () => ({
    en: "Enter the amount you want to pay",
    cy: "Rhowch y swm rydych am ei dalu",
  }),
  amount_shape: () => ({
    en: "Amount must be in pounds and pence",
    cy: "Rhaid i'r swm fod mewn punnoedd a cheiniogau",
  }),
  amount_too_small: ({ range }) =>
    range === null
      ? { en: "The amount is too small", cy: "Mae'r swm yn rhy fach" }
      : {
          en: `Amount must be ${formatPounds(range.least)} or more`,
          cy: `Rhaid i'r swm fod yn ${formatPounds(range.least)} neu fwy`,
        },
  amount_too_large: ({ range }) =>
    range === null
      ? { en: "The amount is too large", cy: "Mae'r swm yn rhy fawr" }
      : {
          en: `Amount must be ${formatPounds(range.most)} or less`,
          cy: `Rhaid i'r swm fod yn ${formatPounds(range.most)} neu lai`,
        },
  quantity_range: ({ service }) => quantityRange(service),
  email_shape: () => ({
    en: "Enter an email address in the correct format, like name@example.com",
    cy: "Rhowch gyfeiriad e-bost yn y fformat cywir, fel enw@example.com",
  }),
  payment_unknown: () => linkNotValid,
  payment_not_payable: () => ({
    en: "This payment cannot be paid now",
    cy: "Ni ellir talu'r taliad hwn nawr",
  }),
  payment_finished: () => ({
    en: "This payment has already ended",
    cy: "Mae'r taliad hwn eisoes wedi dod i ben",
  }),
  payment_busy: () => ({
    en: "We are still working on this payment",
    cy: "Rydym yn dal i weithio ar y taliad hwn",
  }),
  payment_changed: () => ({
    en: "This payment has changed. Check it again",
    cy: "Mae'r taliad hwn wedi newid. Gwiriwch ef eto",
  }),
  capture_not_possible: () => ({
    en: "The money for this payment cannot be taken now",
    cy: "Ni ellir cymryd yr arian ar gyfer y taliad hwn nawr",
  }),
  request_repeated: () => ({
    en: "This request is being made already",
    cy: "Mae'r cais hwn eisoes yn cael ei wneud",
  }),
  key_changed: () => linkNotValid,
  acquirer_missing: () => serviceClosed,
  acquirer_changed: () => serviceClosed,
  acquirer_refused: () => serviceClosed,
  acquirer_of_another_buyer: () => serviceClosed,
  refund_unknown: () => linkNotValid,
  refund_not_possible: () => notRefundable,
  refund_disputed: () => ({
    en: "This payment is in dispute and cannot be refunded now",
    cy: "Mae'r taliad hwn mewn anghydfod ac ni ellir ei ad-dalu nawr",
  }),
  refund_too_large: () => ({
    en: "The refund is larger than the amount that is left",
    cy: "Mae'r ad-daliad yn fwy na'r swm sydd ar ôl",
  }),
  refund_available_differs: () => ({
    en: "The amount left to refund has changed. Look again before you refund",
    cy: "Mae'r swm sydd ar ôl i'w ad-dalu wedi newid. Edrychwch eto cyn ad-dalu",
  }),
  dispute_unknown: () => ({ en: "There is no such dispute", cy: "Nid oes anghydfod o'r fath" }),
  dispute_decided: () => ({
    en: "The bank has decided this dispute",
    cy: "Mae'r banc wedi penderfynu ar yr anghydfod hwn",
  }),
  dispute_answered: () => ({
    en: "This dispute has been answered already",
    cy: "Mae'r anghydfod hwn eisoes wedi'i ateb",
  }),
  dispute_overdue: () => ({
    en: "It is too late to answer this dispute",
    cy: "Mae'n rhy hwyr i ateb yr anghydfod hwn",
  }),
  case_unknown: () => ({ en: "There is no such case", cy: "Nid oes achos o'r fath" }),
  case_closed: () => ({ en: "This case is closed already", cy: "Mae'r achos hwn eisoes wedi'i gau" }),
  resolution_not_possible: () => ({
    en: "This case cannot end that way",
    cy: "Ni all yr achos hwn orffen felly",
  }),
  basket_unknown: () => linkNotValid,
  basket_expired: () => ({
    en: "Your time to pay has run out. Start again",
    cy: "Mae eich amser i dalu wedi dod i ben. Dechreuwch eto",
  }),
  acquirer_unavailable: () => ({ en: en.declines.unavailable, cy: cy.declines.unavailable }),
}

const checkReference: Words = { en: "Check your account reference", cy: "Gwiriwch eich cyfeirnod cyfrif" }

const notRefundable: Words = {
  en: "This payment cannot be refunded",
  cy: "Ni ellir ad-dalu'r taliad hwn",
}

const serviceClosed = {
  en: "You cannot pay for this service online now",
  cy: "Ni allwch dalu am y gwasanaeth hwn ar-lein nawr",
}

const linkNotValid: Words = { en: en.faults.link_not_valid, cy: cy.faults.link_not_valid }

function quantityRange(service: Service | null): Words {
  if (service?.amount.kind !== "quantity") return { en: "Enter a whole number", cy: "Rhowch rif cyfan" }
  const { min, max } = service.amount
  return { en: `Enter a whole number from ${min} to ${max}`, cy: `Rhowch rif cyfan o ${min} i ${max}` }
}
