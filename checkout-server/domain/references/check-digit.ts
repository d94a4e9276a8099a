/** The check-digit schemes that services choose from; `none` for references that carry no check. */
export const checkDigits = [
  "none",
  "mod_11_10",
  "luhn",
  "weights_7_3_1",
  "mod_11",
  "mod_97_10",
  "mod_37_36",
  "damm",
] as const
export type CheckDigit = (typeof checkDigits)[number]

/**
 * True where the reference, in normal form, ends in the check characters of its scheme. Every scheme catches every
 * single wrong character. False for text that the scheme cannot read (letters in a digit scheme, no body).
 */
export function hasValidCheckDigit(scheme: CheckDigit, reference: string): boolean {
  if (scheme === "none") return true
  const { shape, check } = schemes[scheme]
  const [, body, given] = shape.exec(reference) ?? []
  return body !== undefined && given === check(body)
}

interface Scheme {
  /** Splits a reference: the body that the check covers, then the check. */
  readonly shape: RegExp
  readonly check: (body: string) => string
}

const digitsThenOne = /^(\d+)(\d)$/

const schemes: Readonly<Record<Exclude<CheckDigit, "none">, Scheme>> = {
  mod_11_10: { shape: digitsThenOne, check: mod11And10 },
  luhn: { shape: digitsThenOne, check: luhn },
  weights_7_3_1: { shape: digitsThenOne, check: weights731 },
  // A penalty charge notice's two letters name the authority and stay outside its check.
  mod_11: { shape: /^[A-Z]*(\d{7})([\dA])$/, check: mod11 },
  mod_97_10: { shape: /^(\d+)(\d{2})$/, check: mod97And10 },
  mod_37_36: { shape: /^([\dA-Z]+)([\dA-Z])$/, check: mod37And36 },
  damm: { shape: digitsThenOne, check: damm },
}

/** ISO/IEC 7064 MOD 11,10, a hybrid system. */
function mod11And10(body: string): string {
  return ((11 - hybridProduct(body, 10)) % 10).toString()
}

/** ISO/IEC 7064 MOD 37,36, a hybrid system over digits and letters. */
function mod37And36(body: string): string {
  return ((37 - hybridProduct(body, 36)) % 36).toString(36).toUpperCase()
}

/** The running product of an ISO/IEC 7064 hybrid system with moduli `size + 1` and `size`. */
function hybridProduct(body: string, size: 10 | 36): number {
  let product: number = size
  for (const character of body) {
    const sum = (product + Number.parseInt(character, 36)) % size
    product = ((sum === 0 ? size : sum) * 2) % (size + 1)
  }
  return product
}

/** ISO/IEC 7812-1 annex B: every second digit from the right of the body is doubled, and its digits are added. */
function luhn(body: string): string {
  const sum = digits(body)
    .reverse()
    .map((digit, place) => (place % 2 === 0 ? sumOfDigits(digit * 2) : digit))
    .reduce(add, 0)
  return complement(sum, 10).toString()
}

function sumOfDigits(upTo18: number): number {
  return upTo18 > 9 ? upTo18 - 9 : upTo18
}

/** Weights 7, 3 and 1 repeating from the left. */
function weights731(body: string): string {
  return complement(weightedSum(body, [7, 3, 1]), 10).toString()
}

/** Weights 8 down to 2 over seven digits; a check of ten is written `A`. */
function mod11(body: string): string {
  const check = complement(weightedSum(body, [8, 7, 6, 5, 4, 3, 2]), 11)
  return check === 10 ? "A" : check.toString()
}

/** ISO/IEC 7064 MOD 97-10: two digits. Taken digit by digit, so that no length of body loses precision. */
function mod97And10(body: string): string {
  const remainder = digits(`${body}00`).reduce((rest, digit) => (rest * 10 + digit) % 97, 0)
  return (98 - remainder).toString().padStart(2, "0")
}

/** H. Damm, "Total anti-symmetrische Quasigruppen" (Marburg, 2004): the quasigroup of order 10. */
const dammRows = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
]

function damm(body: string): string {
  return digits(body)
    .reduce((row, digit) => Number(dammRows[row]?.[digit]), 0)
    .toString()
}

/** Each digit times its weight; the weights repeat. */
function weightedSum(body: string, weights: readonly number[]): number {
  return digits(body)
    .map((digit, place) => digit * (weights[place % weights.length] ?? 0))
    .reduce(add, 0)
}

/** What is missing from `sum` to the next multiple of `modulus`. */
function complement(sum: number, modulus: number): number {
  return (modulus - (sum % modulus)) % modulus
}

function digits(body: string): number[] {
  return Array.from(body, Number)
}

function add(left: number, right: number): number {
  return left + right
}
