import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hasValidCheckDigit } from "#domain/references/check-digit.ts"
import { receiptNumber } from "#domain/references/receipt-number.ts"

const anId = fc.stringMatching(/^[0-9a-v]{26}$/)

describe("a receipt number", () => {
  it("is three groups that cannot be misread, with a good check character", () => {
    fc.assert(
      fc.property(anId, (id) => {
        const number = receiptNumber(id)
        expect(number).toMatch(/^([A-HJ-NP-Z2-9]{4}-){2}[A-HJ-NP-Z2-9]{4}$/)
        expect(hasValidCheckDigit("mod_37_36", number.replaceAll("-", ""))).toBe(true)
        expect(receiptNumber(id)).toBe(number)
      }),
    )
  })

  it("tells every slip of one character", () => {
    const number = receiptNumber("0123456789abcdefghijklmnop").replaceAll("-", "")
    for (let place = 0; place < number.length; place += 1) {
      for (const character of "ABCDEFGHJKLMNPQRSTUVWXYZ23456789") {
        if (character === number.charAt(place)) continue
        const slip = number.slice(0, place) + character + number.slice(place + 1)
        expect(hasValidCheckDigit("mod_37_36", slip)).toBe(false)
      }
    }
  })

  it("differs where the ids differ in their first ten places", () => {
    fc.assert(
      fc.property(anId, anId, (one, other) => {
        fc.pre(one.slice(0, 10) !== other.slice(0, 10))
        expect(receiptNumber(one)).not.toBe(receiptNumber(other))
      }),
    )
  })
})
