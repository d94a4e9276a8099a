import { leastAmountOf } from "#domain/acquirers/acquirer-account.ts"
import type {
  AmountChoice,
  AmountQuestion,
  AmountQuestionProblem,
  AmountRange,
} from "#domain/amounts/amount-question.ts"
import { amountQuestion } from "#domain/amounts/amount-question.ts"
import type { LondonDay } from "#domain/instant.ts"
import { exactPence, type Pence } from "#domain/money.ts"
import { ok, type Result, refuse } from "#domain/problem.ts"
import type { Service, ServiceAccount } from "#domain/services/service.ts"

/**
 * What the payee is asked, of amounts that the service's acquirer takes. `account_too_small`: it takes none that could
 * be asked for.
 */
export function takeableAmounts(
  service: Pick<Service, "amount" | "acquirer">,
  account: ServiceAccount | null,
  day: LondonDay,
): Result<AmountQuestion, AmountQuestionProblem | "account_too_small"> {
  const asked = amountQuestion(service.amount, account, day)
  if (!asked.ok || service.acquirer === null) return asked
  const least = leastAmountOf(service.acquirer)
  const question = asked.value
  switch (question.kind) {
    case "given":
      return asked
    case "fixed":
      return question.amount < least ? refuse("account_too_small") : asked
    case "quantity":
      return question.unitPrice * question.min < least ? refuse("account_too_small") : asked
    case "choice":
      return question.other.max < least ? refuse("account_too_small") : ok(choiceFrom(question, least))
  }
}

function choiceFrom({ kind, options, other }: AmountChoice, least: Pence): AmountChoice {
  const from: AmountRange = { min: exactPence(Math.max(other.min, least)), max: other.max }
  return { kind, options: options.filter(({ amount }) => amount >= least), other: from }
}
