import { containsCardNumber } from "#domain/card-number.ts"
import { ok, type Result, refuse } from "#domain/problem.ts"
import { hasValidCheckDigit } from "#domain/references/check-digit.ts"
import { normalReference } from "#domain/references/normal-form.ts"
import type { ReferenceRule } from "#domain/services/service.ts"

/** The longest input that is read: no reference is longer than 25, and the rest is room for grouping and suffixes. */
export const maxReferenceInput = 100

export type ReferenceProblem =
  | "reference_empty"
  | "reference_shape"
  | "reference_check_digit"
  | "card_number_in_text"

/**
 * Reads what a payee typed or pasted as a reference of the service, in normal form. A card number is refused before
 * anything else, so that no other answer can show it again. Whether the account exists is another question.
 */
export function readReference(rule: ReferenceRule, text: string): Result<string, ReferenceProblem> {
  // Once as typed and once in normal form: the normal form drops stops, and what follows a slash.
  if (containsCardNumber(text)) return refuse("card_number_in_text")
  if (text.length > maxReferenceInput) return refuse("reference_shape")
  const reference = normalReference(text, rule)
  if (containsCardNumber(reference)) return refuse("card_number_in_text")
  if (reference === "") return refuse("reference_empty")
  if (!new RegExp(rule.pattern).test(reference)) return refuse("reference_shape")
  return hasValidCheckDigit(rule.check, reference) ? ok(reference) : refuse("reference_check_digit")
}
