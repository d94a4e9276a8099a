import type { Language } from "#domain/instant.ts"
import { cy } from "./cy.ts"
import type { CheckoutWords } from "./en.ts"
import { en } from "./en.ts"

/** The checkout's words by language. */
export const wordsIn: Readonly<Record<Language, CheckoutWords>> = { en, cy }
