/** The words of a link that the element writes itself, by language. */
export const CONTINUE_LABELS = {
  en: "Continue to payment",
  cy: "Parhau at daliad",
} as const
