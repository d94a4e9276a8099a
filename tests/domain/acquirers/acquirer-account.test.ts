import { expect, it } from "vitest"
import { acquirerOf, leastAmountOf } from "#domain/acquirers/acquirer-account.ts"

it.each([
  ["sandbox", "sandbox"],
  ["stripe_0123v", "stripe"],
] as const)("the account %s is with %s", (account, acquirer) => {
  expect(acquirerOf(account)).toBe(acquirer)
})

it.each([
  ["sandbox", 1],
  ["stripe_0123v", 30],
] as const)("the account %s takes %d pence at least", (account, least) => {
  expect(leastAmountOf(account)).toBe(least)
})
