import { expect, it } from "vitest"
import { deletedCustomer, viewCustomer } from "#sandbox-acquirer/stripe/views/customer.ts"

const row = {
  id: "cus_1",
  payment_id: "pay_1",
  email: "a@example.org",
  created_at: new Date("2026-11-23T10:00:00Z"),
  deleted_at: null,
}

it("a customer has an address for receipts, and nothing else of anybody", () => {
  expect(viewCustomer(row)).toMatchObject({ id: "cus_1", email: "a@example.org", name: null, phone: null })
})

it("a deleted customer says that and no more", () => {
  const shown = viewCustomer({ ...row, email: null, deleted_at: row.created_at })
  expect(shown).toEqual({ id: "cus_1", object: "customer", deleted: true })
  expect(shown).toEqual(deletedCustomer("cus_1"))
})
