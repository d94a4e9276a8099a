import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type CheckDigit, checkDigits, hasValidCheckDigit } from "#domain/references/check-digit.ts"

type Scheme = Exclude<CheckDigit, "none">

/** Valid references of the demo services, and the published self-checks that have the scheme's form. */
const valid: Readonly<Record<Scheme, readonly string[]>> = {
  mod_11_10: ["501234567", "570982632", "533698027", "07945", "512300001", "512300010"],
  luhn: ["6000123452", "6043090742", "6089556655", "79927398713", "6012000094", "6012000904"],
  weights_7_3_1: ["10002345676", "12728374660", "15627669606", "12278374660"],
  mod_11: ["AV00123455", "AV00123463", "AV0012351A", "AV55368263"],
  mod_97_10: ["3001234515", "3615817106", "3996601761", "79444"],
  mod_37_36: ["GW24KX7MT", "GWLHMVFRU", "GWBXQECEA", "A12425GABC1234002M"],
  damm: ["80012344", "87307680", "82274745", "5724"],
}

const rejected: Readonly<Record<Scheme, readonly string[]>> = {
  mod_11_10: ["501234568", "501234657", "536398027"],
  luhn: ["6000123453", "6034090742"],
  weights_7_3_1: ["10002345677", "10003245676", "12728734660"],
  mod_11: ["AV00123456", "AV53568263", "AV0012345A"],
  mod_97_10: ["3001234516", "3651817106"],
  mod_37_36: ["GW24KX7MU", "GWHLMVFRU"],
  damm: ["80012345", "87037680"],
}

const unreadable: Readonly<Record<Scheme, readonly string[]>> = {
  mod_11_10: ["", "5", "5O1234567", "501234567\n", " 501234567"],
  luhn: ["", "0", "60001234S2"],
  weights_7_3_1: ["", "0", "1000234567A"],
  mod_11: ["", "AV", "AV0123455", "AV000123455", "av00123455", "AV0012345B"],
  mod_97_10: ["", "44", "3OO1234515"],
  mod_37_36: ["", "G", "gw24kx7mt", "GW24-KX7MT"],
  damm: ["", "0", "8001234A"],
}

/** A body of each scheme, and the characters that may stand where the check and the body stand. */
const bodies: Readonly<Record<Scheme, fc.Arbitrary<string>>> = {
  mod_11_10: fc.stringMatching(/^5\d{7}$/),
  luhn: fc.stringMatching(/^60\d{7}$/),
  weights_7_3_1: fc.stringMatching(/^1\d{9}$/),
  mod_11: fc.stringMatching(/^AV\d{7}$/),
  mod_97_10: fc.stringMatching(/^3\d{7}$/),
  mod_37_36: fc.stringMatching(/^GW[A-HJ-NP-Z2-9]{6}$/),
  damm: fc.stringMatching(/^8\d{6}$/),
}
const digits = [..."0123456789"]
const lettersAndDigits = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
const schemes = checkDigits.filter((scheme): scheme is Scheme => scheme !== "none")

describe.each(schemes)("%s", (scheme) => {
  const alphabet = scheme === "mod_37_36" ? lettersAndDigits : digits

  it.each(valid[scheme])("%s is valid", (reference) => {
    expect(hasValidCheckDigit(scheme, reference)).toBe(true)
  })

  it.each(rejected[scheme])("%s is caught", (reference) => {
    expect(hasValidCheckDigit(scheme, reference)).toBe(false)
  })

  it.each(unreadable[scheme])("%j is no reference", (reference) => {
    expect(hasValidCheckDigit(scheme, reference)).toBe(false)
  })

  it("every body has exactly one check", () => {
    fc.assert(
      fc.property(bodies[scheme], (body) => {
        expect(checksOf(scheme, body)).toHaveLength(1)
      }),
    )
  })

  it("every wrong character is caught", () => {
    fc.assert(
      fc.property(bodies[scheme], fc.nat(), fc.nat(), (body, anyPlace, anyCharacter) => {
        const reference = body + checksOf(scheme, body)[0]
        // The two letters of a penalty notice are guarded by its shape, not by its check.
        const first = scheme === "mod_11" ? 2 : 0
        const place = first + (anyPlace % (reference.length - first))
        const others = alphabet.filter((character) => character !== reference[place])
        const wrong = others[anyCharacter % others.length]
        const changed = reference.slice(0, place) + wrong + reference.slice(place + 1)
        expect(hasValidCheckDigit(scheme, changed)).toBe(false)
      }),
    )
  })
})

it("a scheme of none accepts anything", () => {
  expect(hasValidCheckDigit("none", "PP20000017")).toBe(true)
})

it("a long body keeps its precision", () => {
  // ISO 13616: an IBAN's check is MOD 97-10 of the rearranged number; this is GB82 WEST 1234 5698 7654 32.
  expect(hasValidCheckDigit("mod_97_10", "3214282912345698765432161182")).toBe(true)
  expect(hasValidCheckDigit("mod_97_10", "3214282912345698765432161183")).toBe(false)
})

/** Every check that the scheme accepts after the body. */
function checksOf(scheme: Scheme, body: string): string[] {
  const twoDigits = digits.flatMap((ten) => digits.map((one) => ten + one))
  const candidates = scheme === "mod_97_10" ? twoDigits : lettersAndDigits
  return candidates.filter((check) => hasValidCheckDigit(scheme, body + check))
}
