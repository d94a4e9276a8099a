import { expect, it } from "vitest"
import { readViolation } from "#domain/security/policy-violation.ts"

const ownOrigin = "https://pay.example"
const capability = "0123456789abcdefghijklmnopqrstuv0123456789abcdefghij"
const told = {
  directive: "script-src-elem",
  blocked: "https://evil.example/skimmer.js?card=4242424242424242",
  document: `${ownOrigin}/cy/pay/${capability}/card?token=tok_secret`,
  ownOrigin,
}

it("a violation keeps no secret: neither capability nor query", () => {
  expect(readViolation(told)).toEqual({
    directive: "script-src-elem",
    blocked: "https://evil.example",
    page: "/cy/pay/:capability/card",
  })
})

it.each([
  ["inline", "inline"],
  ["eval", "eval"],
  ["data:text/javascript,alert(1)", "data"],
  ["blob:https://pay.example/1", "https://pay.example"],
  ["no address at all", "unknown"],
  ["", "unknown"],
])("what was blocked, %j, is kept as %j", (blocked, kept) => {
  expect(readViolation({ ...told, blocked })?.blocked).toBe(kept)
})

it.each([
  ["of another site", { document: "https://evil.example/pay" }],
  ["of no page", { document: "" }],
  ["of no directive", { directive: "" }],
  ["of a made-up directive", { directive: "script-src 4242424242424242" }],
])("a report %s is nothing of ours", (_name, change) => {
  expect(readViolation({ ...told, ...change })).toBeNull()
})
