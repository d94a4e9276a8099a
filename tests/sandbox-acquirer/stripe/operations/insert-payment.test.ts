import { expect, it } from "vitest"
import { referenceFrom, refuseAmount } from "#sandbox-acquirer/stripe/operations/insert-payment.ts"

it.each([
  ["the caller's own for the session", { client_reference_id: "own", metadata: { payment: "p" } }, "own"],
  ["the payment of the metadata", { client_reference_id: null, metadata: { payment: "p" } }, "p"],
  ["its payment id", { metadata: { payment_id: "q", reference: "r" } }, "q"],
  ["its reference", { metadata: { reference: "r" } }, "r"],
  ["the intent's id", { metadata: {} }, "pi_1"],
])("the reference is %s", (_, named, reference) => {
  expect(referenceFrom(named, "pi_1")).toBe(reference)
})

it("takes thirty pence to a hundred thousand pounds", () => {
  expect([30, 10_000_000].map((amount) => refuseAmount(amount, "amount"))).toEqual([null, null])
  expect([29, 10_000_001].map((amount) => refuseAmount(amount, "amount")?.status)).toEqual([400, 400])
})
