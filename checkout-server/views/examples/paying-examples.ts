import type { Language } from "#domain/instant.ts"
import { instant, londonDay } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import {
  sampleCapability,
  sampleContext,
  sampleCouncilTax,
  sampleNow,
  samplePayment,
  samplePenalty,
} from "#views/examples/samples.ts"
import type { CardProps } from "#views/payee/card-page.tsx"
import { cardPage } from "#views/payee/card-page.tsx"
import { challengePage } from "#views/payee/challenge-page.tsx"
import type { CheckProps } from "#views/payee/check-page.tsx"
import { checkPage } from "#views/payee/check-page.tsx"
import { confirmPage } from "#views/payee/confirm-page.tsx"
import type { UnfinishedProps } from "#views/payee/unfinished-page.tsx"
import { unfinishedPage } from "#views/payee/unfinished-page.tsx"

const path = `/pay/${sampleCapability}`

function check(language: Language, differences: Partial<CheckProps>): string {
  return checkPage(sampleContext(language, samplePenalty, path), {
    capability: sampleCapability,
    payment: penaltyPayment(language),
    now: sampleNow,
    quantity: null,
    registration: "AR26 VLE",
    changeReferenceHref: "/p/arwel-vale/parking-penalty?reference=AV00123455",
    changeAmountHref: null,
    paidBeforeOn: null,
    email: "",
    problems: [],
    ...differences,
  })
}

function penaltyPayment(language: Language): Payment {
  return { ...samplePayment(language, samplePenalty, "created"), reference: "AV00123455" }
}

function serverCreated(language: Language): Payment {
  return { ...samplePayment(language, sampleCouncilTax, "created"), origin: "api" }
}

const tomorrow = instant(sampleNow + 24 * 60 * 60 * 1000)

function card(language: Language, differences: Partial<CardProps>): string {
  return cardPage(sampleContext(language, sampleCouncilTax, path), {
    capability: sampleCapability,
    payment: samplePayment(language, sampleCouncilTax, "started"),
    now: sampleNow,
    entry: {
      kind: "ready",
      action: "https://acquirer.example/card-entries/sample-entry",
      entrySecret: "sample-secret",
    },
    errorCodes: [],
    decline: null,
    ...differences,
  })
}

function confirm(language: Language, cardLastFour: string | null): string {
  return confirmPage(sampleContext(language, sampleCouncilTax, path), {
    capability: sampleCapability,
    payment: samplePayment(language, sampleCouncilTax, "started"),
    token: "tok_sample",
    cardLastFour,
  })
}

function challenge(language: Language, challengeUrl: string | null): string {
  return challengePage(sampleContext(language, sampleCouncilTax, path), {
    capability: sampleCapability,
    payment: samplePayment(language, sampleCouncilTax, "challenge_required"),
    now: sampleNow,
    challengeUrl,
  })
}

function unfinished(language: Language, differences: Partial<UnfinishedProps>): string {
  return unfinishedPage(sampleContext(language, sampleCouncilTax, path), {
    capability: sampleCapability,
    payment: samplePayment(language, sampleCouncilTax, "challenge_required"),
    now: sampleNow,
    provider: "Stripe",
    isUnheard: false,
    decline: null,
    ...differences,
  })
}

/** Pages 3 to 5: review, card, confirmation, the bank's check. */
export const payingExamples = [
  { name: "check", render: (language: Language) => check(language, {}) },
  {
    name: "check-server-created",
    render: (language: Language) =>
      check(language, {
        payment: serverCreated(language),
        registration: null,
        quantity: 2,
        changeReferenceHref: null,
        email: null,
      }),
  },
  {
    name: "check-email-error",
    render: (language: Language) =>
      check(language, {
        email: "sam@",
        changeAmountHref: "/basket/sample",
        paidBeforeOn: londonDay(sampleNow),
        problems: [{ field: "email", problem: "email_shape" }],
      }),
  },
  {
    name: "check-more-time",
    render: (language: Language) =>
      check(language, { payment: { ...penaltyPayment(language), expiresAt: tomorrow } }),
  },
  { name: "card", render: (language: Language) => card(language, {}) },
  {
    name: "card-errors",
    render: (language: Language) =>
      card(language, {
        errorCodes: ["card_number.not_a_test_card", "expiry.past", "cvc.length", "cardholder_name.empty"],
      }),
  },
  { name: "card-declined", render: (language: Language) => card(language, { decline: "declined" }) },
  {
    name: "card-check-details",
    render: (language: Language) => card(language, { decline: "check_details" }),
  },
  {
    name: "card-not-authenticated",
    render: (language: Language) => card(language, { decline: "not_authenticated" }),
  },
  {
    name: "card-unavailable",
    render: (language: Language) => card(language, { entry: { kind: "unavailable" } }),
  },
  {
    name: "card-not-ready",
    render: (language: Language) => card(language, { entry: { kind: "not_ready" } }),
  },
  { name: "confirm", render: (language: Language) => confirm(language, "4242") },
  { name: "confirm-card-unknown", render: (language: Language) => confirm(language, null) },
  {
    name: "challenge",
    render: (language: Language) => challenge(language, "https://acquirer.example/challenges/sample"),
  },
  {
    name: "card-elsewhere",
    render: (language: Language) => card(language, { entry: { kind: "elsewhere", provider: "Stripe" } }),
  },
  { name: "card-elsewhere-unfinished", render: (language: Language) => unfinished(language, {}) },
  {
    name: "card-elsewhere-declined",
    render: (language: Language) => unfinished(language, { decline: "declined" }),
  },
  {
    name: "card-elsewhere-unheard",
    render: (language: Language) => unfinished(language, { isUnheard: true }),
  },
  { name: "challenge-address-unknown", render: (language: Language) => challenge(language, null) },
]
