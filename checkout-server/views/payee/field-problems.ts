import type { Language } from "#domain/instant.ts"
import type { Problem } from "#domain/problem.ts"
import type { FieldError } from "#views/parts/error-summary.tsx"
import type { ProblemFacts } from "#views/words/problem-words.ts"
import { problemSentence } from "#views/words/problem-words.ts"

/** A field's name and what is wrong with its answer. */
export interface FieldProblem<Field extends string> {
  readonly field: Field
  readonly problem: Problem
}

/** Field problems in the payee's words. Every input has its field's name as id. */
export function fieldErrors<Field extends string>(
  problems: readonly FieldProblem<Field>[],
  language: Language,
  facts: ProblemFacts,
): FieldError[] {
  return problems.map(({ field, problem }) => ({ field, message: problemSentence(problem, language, facts) }))
}

/** An answer to show again. One that looks like a card number is never echoed. */
export function keptAnswer<Field extends string>(
  answer: string,
  field: Field,
  problems: readonly FieldProblem<Field>[],
): string {
  const isCardShaped = problems.some((one) => one.field === field && one.problem === "card_number_in_text")
  return isCardShaped ? "" : answer
}
