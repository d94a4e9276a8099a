import type { ReferenceRule } from "#domain/services/service.ts"
import { visibleText } from "#domain/visible-text.ts"

/** Spaces, dashes (the minus sign too) and stops: how people and bills group a code. */
const grouping = /[\s\p{Dash_Punctuation}\u2212.]/gu

/**
 * A code without its grouping: `av 001-234` → `AV001234`. Look-alikes are kept apart (O and 0), because a guess
 * could be another person's account.
 */
export function normalCode(text: string): string {
  return visibleText(text).replace(grouping, "").toUpperCase()
}

/** A reference as it is matched, stored and shown: `501-234-567/001` → `501234567` where the rule drops from the slash. */
export function normalReference(text: string, rule: Pick<ReferenceRule, "dropFromSlash">): string {
  const code = normalCode(text)
  return rule.dropFromSlash ? code.replace(/\/.*$/su, "") : code
}
