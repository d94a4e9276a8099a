import { expect, it } from "vitest"
import { statusAt } from "#sandbox-acquirer/payments/payment.ts"
import type { PaymentRow } from "#sandbox-acquirer/store/rows.ts"

const expiry = new Date("2026-11-23T10:00:00Z")
const before = new Date(expiry.getTime() - 1)

/** Only what the status depends on. */
function row(status: PaymentRow["status"]): PaymentRow {
  return { status, expires_at: expiry, authorised_until: expiry } as PaymentRow
}

it.each([
  ["open", "open", "closed"],
  ["challenge", "challenge", "closed"],
  ["authorised", "authorised", "closed"],
  ["captured", "captured", "captured"],
  ["closed", "closed", "closed"],
] as const)("%s is %s before its time and %s from then on", (status, early, late) => {
  expect(statusAt(row(status), before)).toBe(early)
  expect(statusAt(row(status), expiry)).toBe(late)
})
