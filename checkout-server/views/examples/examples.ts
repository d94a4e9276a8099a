import type { Language } from "#domain/instant.ts"
import { faultExamples } from "#views/examples/fault-examples.ts"
import { outcomeExamples } from "#views/examples/outcome-examples.ts"
import { payingExamples } from "#views/examples/paying-examples.ts"
import { questionExamples } from "#views/examples/question-examples.ts"

/** One page in one condition, in either language. */
export interface Example {
  /** Lower-case words and dashes: names the file of a picture. */
  readonly name: string
  readonly render: (language: Language) => string
}

/** Every page in every condition that looks different: what the accessibility tests and the pictures walk through. */
export const examples: readonly Example[] = [
  ...questionExamples,
  ...payingExamples,
  ...outcomeExamples,
  ...faultExamples,
]
