import { describe, expect, it } from "vitest"
import { apiErrors } from "#contract/api-errors.ts"
import { govukPayAbsent, govukPayErrors, hasGovukPay } from "#tests/routes/buyer-api/govuk-pay.ts"

const kinds = Object.values(apiErrors)

describe("apiErrors", () => {
  it("names each code, status and text once", () => {
    const pairs = kinds.map(({ code, status, description }) => `${code} ${status} ${description}`)
    expect(new Set(pairs).size).toBe(pairs.length)
  })

  it("writes codes in the documented form", () => {
    for (const { code } of kinds) expect(code).toMatch(/^(P\d{4}|CP\d{4})$/)
  })

  // P0999 has no text there, because their proxy answers it, nor has P0102 of headers.
  it.skipIf(!hasGovukPay)(`says what GOV.UK Pay says, unless ${govukPayAbsent}`, () => {
    const theirs = govukPayErrors()
    const shared = kinds.filter((kind) => /^P(?!0999)/.test(kind.code) && kind !== apiErrors.header_invalid)
    for (const { code, status, description } of shared) {
      const same = theirs.filter((error) => error.code === code && error.status.includes(status))
      expect(
        same.map((error) => ownWords(error.description)),
        `${code} ${status}`,
      ).toContain(description)
    }
  })
})

/** Their name and links replaced by ours. */
function ownWords(description: string): string {
  return description
    .replace("GOV.UK Pay", "Civic Pay")
    .replace("{status}", "{why}")
    .replace(/ - https:\S+( \.)?$/, ".")
}
