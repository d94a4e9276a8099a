import { describe, expect, it } from "vitest"
import { apiErrors } from "#contract/api-errors.ts"
import type { BuyerApiRoute } from "#contract/buyer-api.ts"
import { buyerApi, errorsOf } from "#contract/buyer-api.ts"

const routes = Object.values<BuyerApiRoute>(buyerApi)

describe("buyerApi", () => {
  it("asks for the scope of the first path word, or of refunds and disputes", () => {
    for (const { method, path, scope } of routes.filter((route) => route.scope !== null)) {
      const word = /refunds|disputes/.exec(path)?.[0] ?? path.split("/")[2]
      expect(scope).toBe(`${word}:${method === "GET" ? "read" : "write"}`)
    }
  })

  it("leaves no refusal without an operation", () => {
    const used = new Set([...routes.flatMap(errorsOf), "path_unknown", "method_unknown"])
    expect([...used].sort()).toEqual(Object.keys(apiErrors).sort())
  })

  it("answers its own 500 for each keyed operation", () => {
    const faults = routes.filter(({ scope }) => scope !== null).map(({ fault }) => apiErrors[fault].code)
    expect(faults).toEqual([
      "P0198",
      "P0298",
      "P0398",
      "P0598",
      "P1098",
      "P0698",
      "P0898",
      "P0798",
      "CP0095",
      "CP0096",
      "CP0097",
      "CP0098",
    ])
  })

  it("knows repeats of every POST", () => {
    for (const route of routes) {
      const codes: readonly string[] = errorsOf(route).map((name) => apiErrors[name].code)
      expect(["P0191", "CP0004"].every((code) => codes.includes(code))).toBe(route.method === "POST")
    }
  })
})
