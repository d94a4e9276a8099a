import { Inset } from "#views/parts/notes.tsx"
import type { CheckoutWords } from "#views/words/en.ts"

/** Told only where scripts are off: the provider's page does not work then, and how to pay all the same. */
export function NeedsScript({
  words,
  provider,
}: {
  readonly words: CheckoutWords
  readonly provider: string
}) {
  return (
    <noscript>
      <Inset>{words.provider.needsScript(provider)}</Inset>
    </noscript>
  )
}
