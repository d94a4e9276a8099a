import { expect, it } from "vitest"
import { acquirerOf } from "#domain/acquirers/acquirer-account.ts"

it.each([
  ["sandbox", "sandbox"],
  ["stripe_0123v", "stripe"],
] as const)("the account %s is with %s", (account, acquirer) => {
  expect(acquirerOf(account)).toBe(acquirer)
})
