import { expect, it } from "vitest"
import { sampleContext, sampleCouncilTax } from "#views/examples/samples.ts"
import { address, startPath } from "#views/page-context.ts"

it("prefixes Welsh addresses and leaves English ones", () => {
  expect(address("cy", "/pay/abc")).toBe("/cy/pay/abc")
  expect(address("en", "/pay/abc")).toBe("/pay/abc")
})

it("names buyer and service in the start address", () => {
  expect(startPath(sampleContext("cy", sampleCouncilTax, "/"))).toBe("/p/arwel-vale/council-tax")
})
