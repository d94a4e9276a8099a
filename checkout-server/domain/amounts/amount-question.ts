import { penaltyAmount } from "#domain/amounts/penalty.ts"
import { priceOn } from "#domain/amounts/season.ts"
import type { LondonDay } from "#domain/instant.ts"
import { exactPence, type Pence } from "#domain/money.ts"
import { ok, type Result, refuse } from "#domain/problem.ts"
import type { AmountRule, ServiceAccount } from "#domain/services/service.ts"

/** Amounts a payee may type, both ends included. */
export interface AmountRange {
  readonly min: Pence
  readonly max: Pence
}

/** An amount the payee may choose by name. */
export interface AmountOption {
  readonly code: "instalment" | "balance"
  readonly amount: Pence
}

/** Nothing to ask: the amount is settled. */
type FixedAmount = { readonly kind: "fixed"; readonly amount: Pence }

/** One of the options, or another amount in the range. No options: only the amount is asked. */
export type AmountChoice = {
  readonly kind: "choice"
  readonly options: readonly AmountOption[]
  readonly other: AmountRange
}

/** How many, each at the unit price. */
export type AmountQuantity = {
  readonly kind: "quantity"
  readonly min: number
  readonly max: number
  readonly unitPrice: Pence
}

/** What a payee is asked on a payment page. */
export type PayeeAmountQuestion = FixedAmount | AmountChoice | AmountQuantity

/** What decides the amount: a question to the payee, or (`given`) the buyer's server, and then nobody is asked here. */
export type AmountQuestion = PayeeAmountQuestion | { readonly kind: "given" }

export type AmountQuestionProblem = "account_paid" | "account_stopped" | "reference_unknown"

/**
 * What the payee is asked on `day`. `account` is null where the service has no account list or the reference is not on
 * it. Refuses a paid account (also one whose balance is nothing or in credit), a stopped one, and
 * (`reference_unknown`) one without the facts that a penalty is reckoned from.
 */
export function amountQuestion(
  rule: AmountRule,
  account: ServiceAccount | null,
  day: LondonDay,
): Result<AmountQuestion, AmountQuestionProblem> {
  if (account?.status === "stopped") return refuse("account_stopped")
  if (account?.status === "paid") return refuse("account_paid")
  switch (rule.kind) {
    case "given":
      return ok({ kind: "given" })
    case "balance":
      return balanceQuestion(rule, account?.balance ?? null, account?.instalment ?? null)
    case "by_date":
      if (!account?.penalty) return refuse("reference_unknown")
      return ok({ kind: "fixed", amount: penaltyAmount(account.penalty, rule, day).amount })
    case "quantity":
      return ok({ kind: "quantity", min: rule.min, max: rule.max, unitPrice: priceOn(rule.prices, day) })
  }
}

/**
 * The instalment, the balance, or another amount. Where the balance is known nobody may pay more than it: the rest would
 * be a credit that only a refund by the buyer's staff undoes, and nearly always it is a slip of the decimal point.
 */
function balanceQuestion(
  range: AmountRange,
  balance: Pence | null,
  instalment: Pence | null,
): Result<FixedAmount | AmountChoice, "account_paid"> {
  if (balance !== null && balance <= 0) return refuse("account_paid")
  // At or below the least amount the whole balance is all that can be paid, so nothing is left to ask.
  if (balance !== null && balance <= range.min) return ok({ kind: "fixed", amount: balance })
  const max = exactPence(Math.min(range.max, balance ?? range.max))
  const options: AmountOption[] = []
  // An instalment that reaches the balance would ask the same thing twice.
  if (instalment !== null && instalment > 0 && instalment <= max && instalment !== balance) {
    options.push({ code: "instalment", amount: instalment })
  }
  if (balance !== null && balance <= max) options.push({ code: "balance", amount: balance })
  return ok({ kind: "choice", options, other: { min: range.min, max } })
}
