/** Both languages of the site; English has no prefix, Welsh is under `/cy`. */
export const languages = ["en", "cy"] as const

export type Language = (typeof languages)[number]

/** The same sentence in both languages. Sentences are stored whole, because Welsh mutates. */
export type Words = Readonly<Record<Language, string>>

/** Writes a sentence once in English and once in Welsh; leaving one out does not compile. */
export function say(en: string, cy: string): Words {
  return { en, cy }
}

/** What stands before every path of a language. */
export const pathPrefix: Readonly<Record<Language, string>> = { en: "", cy: "/cy" }
