import { expect, it } from "vitest"
import { kindOf } from "#sandbox-acquirer/stripe/load-object.ts"

it.each([
  ["cs_test_a1", "checkout.session"],
  ["pi_1", "payment_intent"],
  ["ch_1", "charge"],
  ["re_1", "refund"],
  ["dp_1", "dispute"],
  ["txn_1", "balance_transaction"],
  ["po_1", "payout"],
  ["evt_1", "event"],
  ["cs_live_a1", null],
  ["pay_1", null],
])("%s says that it is a %s", (id, kind) => {
  expect(kindOf(id)).toBe(kind)
})
