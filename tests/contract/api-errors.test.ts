import { describe, expect, it } from "vitest"
import { apiErrors } from "#contract/api-errors.ts"
import { govukPayAbsent, govukPayErrors, hasGovukPay } from "#tests/routes/buyer-api/govuk-pay.ts"

const kinds = Object.values(apiErrors)

describe("apiErrors", () => {
  it("names each pair of code and status once", () => {
    const pairs = kinds.map(({ code, status }) => `${code} ${status}`)
    expect(new Set(pairs).size).toBe(pairs.length)
  })

  it("writes codes in the documented form", () => {
    for (const { code } of kinds) expect(code).toMatch(/^(P\d{4}|CP\d{4})$/)
  })

  // P0999 has no text there: their proxy answers it.
  it.skipIf(!hasGovukPay)(`says what GOV.UK Pay says, unless ${govukPayAbsent}`, () => {
    const theirs = govukPayErrors()
    for (const { code, status, description } of kinds.filter((kind) => /^P(?!0999)/.test(kind.code))) {
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
  return description.replace("GOV.UK Pay", "Civic Pay").replace(/ - https:\S+( \.)?$/, ".")
}
