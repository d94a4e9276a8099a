import type {
  AmountChoice,
  AmountQuantity,
  AmountRange,
  PayeeAmountQuestion,
} from "#domain/amounts/amount-question.ts"
import { containsCardNumber } from "#domain/card-number.ts"
import { exactPence, type Pence, parsePounds } from "#domain/money.ts"
import { ok, type Result, refuse } from "#domain/problem.ts"
import { visibleText } from "#domain/visible-text.ts"

/** The form's answers as sent. `choice` is an option's code or `other`. */
export interface AmountAnswer {
  readonly choice?: string | undefined
  readonly amount?: string | undefined
  readonly quantity?: string | undefined
}

/** What will be paid; `quantity` is null where nothing is counted. */
export interface AmountRead {
  readonly amount: Pence
  readonly quantity: number | null
}

export type AmountProblem =
  | "choice_empty"
  | "amount_empty"
  | "amount_shape"
  | "amount_too_small"
  | "amount_too_large"
  | "quantity_range"
  | "card_number_in_text"

/** The longest answer that is read: `£10,000,000.00` with room for spaces. */
const maxAnswerLength = 40

/** Reads the payee's answer to the question that `amountQuestion` asked on the server; sums in the form are not trusted. */
export function readAmount(
  question: PayeeAmountQuestion,
  answer: AmountAnswer,
): Result<AmountRead, AmountProblem> {
  switch (question.kind) {
    case "fixed":
      return ok({ amount: question.amount, quantity: null })
    case "choice":
      return readChoice(question, answer)
    case "quantity":
      return readQuantity(question, answer.quantity ?? "")
  }
}

function readChoice(question: AmountChoice, answer: AmountAnswer): Result<AmountRead, AmountProblem> {
  const { options, other } = question
  const chosen = options.find((option) => option.code === answer.choice)
  if (chosen) return ok({ amount: chosen.amount, quantity: null })
  if (options.length > 0 && answer.choice !== "other") return refuse("choice_empty")
  return readOther(other, answer.amount ?? "")
}

function readOther(range: AmountRange, text: string): Result<AmountRead, AmountProblem> {
  if (holdsCardNumber(text)) return refuse("card_number_in_text")
  if (text.length > maxAnswerLength) return refuse("amount_shape")
  if (visibleText(text).trim() === "") return refuse("amount_empty")
  const amount = parsePounds(text)
  if (amount === null) return refuse("amount_shape")
  if (amount < range.min) return refuse("amount_too_small")
  if (amount > range.max) return refuse("amount_too_large")
  return ok({ amount, quantity: null })
}

function readQuantity(question: AmountQuantity, text: string): Result<AmountRead, AmountProblem> {
  if (holdsCardNumber(text)) return refuse("card_number_in_text")
  if (text.length > maxAnswerLength) return refuse("quantity_range")
  const digits = /^\d{1,4}$/.exec(visibleText(text).trim())
  const quantity = digits ? Number(digits[0]) : Number.NaN
  if (!(quantity >= question.min && quantity <= question.max)) return refuse("quantity_range")
  return ok({ amount: exactPence(question.unitPrice * quantity), quantity })
}

/** Stops and commas belong in an amount, so here they are one more way to group a card number. */
function holdsCardNumber(text: string): boolean {
  return containsCardNumber(text.replace(/[.,]/g, " "))
}
