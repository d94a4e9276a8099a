/** The `{why}` of `Invalid attribute value`. Source: GOV.UK Pay public API; the ones it has no text for follow its form. */
export const why = {
  number: "Must be a valid numeric format",
  string: "Must be a valid string format",
  url: "Must be a valid URL format",
  boolean: "Must be true or false",
  object: "Must be a valid object format",
  date: "Must be a valid date format",
  metadataValue: "Must have values of type string, number or boolean",
  httpsOnly: "Must begin with https:// for a live gateway account",
  cardNumber: "Must not contain a card number",
  country: "Must be a valid ISO 3166-1 alpha-2 country code",
  metadataKey: "Must have keys between 1 and 30 characters long",
  metadataKeysDiffer: "Must not have keys that differ only in upper and lower case",
  metadataPairs: "Must not have more than 15 key-value pairs",
  headerSize: "can have a size between 1 and 255",
  headerCharacters: "can only contain alphanumeric characters and hyphens",
  atLeast: (least: number) => `Must be greater than or equal to ${least}`,
  atMost: (most: number) => `Must be less than or equal to ${most}`,
  longerThan: (most: number) => `Must be less than or equal to ${most} characters length`,
  exactLength: (length: number) => `Must be ${length} characters length`,
  oneOf: (values: readonly string[]) => `Must be one of ${values.join(", ")}`,
} as const

/** What is wrong with the form (400) and not with the range, length or choice (422). */
const formats: readonly string[] = [
  why.number,
  why.string,
  why.url,
  why.boolean,
  why.object,
  why.date,
  why.metadataValue,
]

/** True where the reason is a wrong JSON type or a forbidden character. */
export function isFormatReason(reason: string): boolean {
  return formats.includes(reason)
}
