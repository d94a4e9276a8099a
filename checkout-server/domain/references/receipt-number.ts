import { hasValidCheckDigit } from "#domain/references/check-digit.ts"

/** Without I, O, 0 and 1: read aloud or copied by hand, each character is itself. */
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
const idAlphabet = "0123456789abcdefghijklmnopqrstuv"
const idShape = /^[0-9a-v]{26}$/
const bodyLength = 11

/**
 * The receipt number of a payment, `ABCD-EFGH-JKLM`: 55 bits of its id and a MOD 37,36 check character.
 * The same payment always gives the same number. Throws for what is no payment id: a bug.
 */
export function receiptNumber(paymentId: string): string {
  if (!idShape.test(paymentId)) throw new RangeError("not a payment id")
  const start = [...paymentId.slice(0, bodyLength)].map((character) => idAlphabet.indexOf(character))
  // Some bodies have a check character outside the alphabet: then the last place moves on by one.
  for (let step = 0; step < alphabet.length; step += 1) {
    const body = start
      .map((value, place) =>
        alphabet.charAt(place === bodyLength - 1 ? (value + step) % alphabet.length : value),
      )
      .join("")
    const check = [...alphabet].find((character) => hasValidCheckDigit("mod_37_36", body + character))
    if (check !== undefined) return (body + check).replace(/(.{4})(?=.)/g, "$1-")
  }
  throw new Error("no check character: every alphabet of 32 has one")
}
