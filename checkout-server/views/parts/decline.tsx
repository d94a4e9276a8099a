import type { DeclineMessage } from "#domain/payments/refusal-reason.ts"
import { ErrorSummary } from "#views/parts/error-summary.tsx"
import type { CheckoutWords } from "#views/words/en.ts"

interface DeclineProps {
  readonly words: CheckoutWords
  readonly decline: DeclineMessage
  /** Id of the input that the message links to; null where the page has none. */
  readonly field: string | null
  /** What became of the money. */
  readonly text: string
}

/** What the last card was refused with, first in `main`. */
export function Decline({ words, decline, field, text }: DeclineProps) {
  return <ErrorSummary words={words} errors={[{ field, message: words.declines[decline] }]} text={text} />
}
