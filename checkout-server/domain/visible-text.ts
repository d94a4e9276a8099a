/** Control, format and default-ignorable characters; white space that separates words stays. */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?!\s)\p{Cc}/gu

/**
 * Text as a person sees it: compatibility forms unified (NFKC, so `５` is `5`), characters without a shape dropped.
 * Pasted text carries soft hyphens, zero-width spaces and direction marks that nobody can see to delete.
 */
export function visibleText(text: string): string {
  return text.normalize("NFKC").replace(invisible, "")
}
