import type { Language } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import {
  sampleCapability,
  sampleContext,
  sampleCouncilTax,
  sampleGardenWaste,
  samplePenalty,
} from "#views/examples/samples.ts"
import type { AccountRefusedProps } from "#views/payee/account-refused-page.tsx"
import { accountRefusedPage } from "#views/payee/account-refused-page.tsx"
import type { AmountProps } from "#views/payee/amount-page.tsx"
import { amountPage } from "#views/payee/amount-page.tsx"
import type { StartProps } from "#views/payee/start-page.tsx"
import { startPage } from "#views/payee/start-page.tsx"

const nothingTyped: StartProps = { answers: { reference: "", registration: "" }, problems: [] }

function start(language: Language, props: StartProps): string {
  return startPage(sampleContext(language, sampleCouncilTax, "/p/arwel-vale/council-tax"), props)
}

function penaltyStart(language: Language, props: StartProps): string {
  return startPage(sampleContext(language, samplePenalty, "/p/arwel-vale/parking-penalty"), props)
}

function amount(
  language: Language,
  answers: Partial<AmountProps["answers"]>,
  problems: AmountProps["problems"],
): string {
  return amountPage(sampleContext(language, sampleCouncilTax, `/basket/${sampleCapability}`), {
    capability: sampleCapability,
    reference: "501234567",
    question: {
      kind: "balance",
      balance: exactPence(145_920),
      instalment: exactPence(18_240),
      least: exactPence(100),
      most: exactPence(145_920),
    },
    answers: { choice: "", amount: "", quantity: "", ...answers },
    problems,
    backHref: "/p/arwel-vale/council-tax?reference=501234567",
  })
}

function bins(language: Language, quantity: string, problems: AmountProps["problems"]): string {
  return amountPage(sampleContext(language, sampleGardenWaste, `/basket/${sampleCapability}`), {
    capability: sampleCapability,
    reference: "GW24KX7MT",
    question: {
      kind: "quantity",
      unitPrice: exactPence(5600),
      label: { en: "How many bins?", cy: "Faint o finiau?" },
    },
    answers: { choice: "", amount: "", quantity },
    problems,
    backHref: null,
  })
}

function refused(language: Language, problem: AccountRefusedProps["problem"]): string {
  const context = sampleContext(language, sampleCouncilTax, "/p/arwel-vale/council-tax")
  return accountRefusedPage(context, { problem, reference: "533698027" })
}

/** Pages 1 and 2: what is paid, and how much. */
export const questionExamples = [
  { name: "start", render: (language: Language) => start(language, nothingTyped) },
  {
    name: "start-error",
    render: (language: Language) =>
      start(language, {
        answers: { reference: "501234568", registration: "" },
        problems: [{ field: "reference", problem: "reference_check_digit" }],
      }),
  },
  { name: "start-registration", render: (language: Language) => penaltyStart(language, nothingTyped) },
  {
    name: "start-registration-errors",
    render: (language: Language) =>
      penaltyStart(language, {
        answers: { reference: "", registration: "AR26 VLF" },
        problems: [
          { field: "reference", problem: "card_number_in_text" },
          { field: "registration", problem: "registration_mismatch" },
        ],
      }),
  },
  { name: "account-stopped", render: (language: Language) => refused(language, "account_stopped") },
  { name: "account-paid", render: (language: Language) => refused(language, "account_paid") },
  { name: "account-too-small", render: (language: Language) => refused(language, "account_too_small") },
  { name: "amount", render: (language: Language) => amount(language, {}, []) },
  {
    name: "amount-nothing-chosen",
    render: (language: Language) => amount(language, {}, [{ field: "choice", problem: "choice_empty" }]),
  },
  {
    name: "amount-too-large",
    render: (language: Language) =>
      amount(language, { choice: "other", amount: "99999" }, [
        { field: "amount", problem: "amount_too_large" },
      ]),
  },
  { name: "quantity", render: (language: Language) => bins(language, "", []) },
  {
    name: "quantity-error",
    render: (language: Language) => bins(language, "7", [{ field: "quantity", problem: "quantity_range" }]),
  },
]
