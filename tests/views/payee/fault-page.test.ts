import { describe, expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { textOf, titleOf } from "#tests/views/page-text.ts"
import { sampleContext, sampleCouncilTax } from "#views/examples/samples.ts"
import { faultPage } from "#views/payee/fault-page.tsx"

const bare = { ...sampleContext("en", sampleCouncilTax, "/nowhere"), buyer: null, service: null }

describe("pages of requests that lead nowhere", () => {
  it.each([
    ["not_found", "Page not found"],
    ["link_not_valid", "This payment link is not valid"],
    ["blocked", "We stopped this request"],
    ["too_many_requests", "There have been too many requests"],
    ["server_error", "Sorry, there is a problem with the service"],
  ] as const)("%s: %s", (fault, heading) => {
    expect(titleOf(faultPage(bare, fault))).toBe(heading)
    expect(faultPage(bare, fault)).not.toContain("<form")
  })

  it("a server error never says whether money was taken", () => {
    for (const language of languages) {
      expect(textOf(faultPage({ ...bare, language }, "server_error"))).not.toMatch(
        /money|taken|arian|cymryd/i,
      )
    }
  })

  it("a server error stops the payee from paying twice", () => {
    expect(textOf(faultPage(bare, "server_error"))).toContain("If you were paying, do not pay again yet")
  })
})
