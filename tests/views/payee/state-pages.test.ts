import { describe, expect, it } from "vitest"
import type { Language } from "#domain/instant.ts"
import { languages } from "#domain/instant.ts"
import type { DeclineMessage } from "#domain/payments/refusal-reason.ts"
import { closedStates, paymentStates } from "#domain/payments/state.ts"
import { textOf } from "#tests/views/page-text.ts"
import { examples } from "#views/examples/examples.ts"
import {
  sampleCapability,
  sampleContext,
  sampleCouncilTax,
  sampleNow,
  samplePayment,
} from "#views/examples/samples.ts"
import { cardPage } from "#views/payee/card-page.tsx"
import { statePages } from "#views/payee/state-pages.ts"
import { statusPage } from "#views/payee/status-page.tsx"

const noMoney = { en: "No money has been taken", cy: "Nid oes arian wedi cael ei gymryd" }

it("gives every state a page", () => {
  expect(Object.keys(statePages).toSorted()).toEqual([...paymentStates].toSorted())
})

/** The pages as the design's table has them. */
const headings = {
  authorising: ["We are checking with your bank", "Rydym yn gwirio gyda'ch banc"],
  checking: ["We are checking with your bank", "Rydym yn gwirio gyda'ch banc"],
  needs_operator: ["We are checking with your bank", "Rydym yn gwirio gyda'ch banc"],
  authorised: ["Payment approved", "Taliad wedi'i gymeradwyo"],
  capturable: ["Payment approved", "Taliad wedi'i gymeradwyo"],
  capturing: ["Payment approved", "Taliad wedi'i gymeradwyo"],
  captured: ["Payment complete", "Taliad wedi'i gwblhau"],
  declined: ["Your payment has been declined", "Mae eich taliad wedi cael ei wrthod"],
  expired: ["Your payment has expired", "Daeth eich taliad i ben"],
  cancelled_by_payee: ["Your payment has been cancelled", "Mae eich taliad wedi cael ei ganslo"],
  cancelled_by_service: [
    "The service has cancelled this payment",
    "Mae'r gwasanaeth wedi canslo'r taliad hwn",
  ],
  failed: ["There was a problem with your payment", "Roedd problem gyda'ch taliad"],
} as const

type StatusState = keyof typeof headings
const statusStates = Object.keys(headings) as StatusState[]

function pageOf(language: Language, state: StatusState): string {
  return statusPage(sampleContext(language, sampleCouncilTax, "/pay/x"), statePages[state], {
    capability: sampleCapability,
    payment: samplePayment(language, sampleCouncilTax, state),
    returnHref: "https://arwel-vale.example/?payment=x",
    receipt: null,
  })
}

describe.each(statusStates)("the page of %s", (state) => {
  it("has its heading in both languages", () => {
    expect(textOf(pageOf("en", state))).toContain(headings[state][0])
    expect(textOf(pageOf("cy", state))).toContain(headings[state][1])
  })

  it("speaks of money not taken only once closed", () => {
    const isClosed = (closedStates as readonly string[]).includes(state)
    for (const language of languages) {
      expect(textOf(pageOf(language, state)).includes(noMoney[language])).toBe(isClosed)
    }
  })
})

describe("decline messages", () => {
  const declines: DeclineMessage[] = [
    "declined",
    "check_details",
    "not_authenticated",
    "unavailable",
    "not_finished",
  ]
  it.each(declines)("%s says that no money was taken", (decline) => {
    for (const language of languages) {
      const html = cardPage(sampleContext(language, sampleCouncilTax, "/pay/x"), {
        capability: sampleCapability,
        payment: samplePayment(language, sampleCouncilTax, "started"),
        now: sampleNow,
        entry: { kind: "ready", action: "https://acquirer.example/", entrySecret: "secret" },
        errorCodes: [],
        decline,
      })
      expect(textOf(html)).toContain(noMoney[language])
    }
  })
})

it("says no money was taken on no other page", () => {
  const saying = examples
    .filter(({ render }) => textOf(render("en")).includes(noMoney.en))
    .map(({ name }) => name)
  expect(saying).toEqual([
    "card-declined",
    "card-check-details",
    "card-not-authenticated",
    "card-unavailable",
    "declined",
    "expired",
    "expired-server-created",
    "cancelled-by-payee",
    "cancelled-by-service",
    "failed",
  ])
})
