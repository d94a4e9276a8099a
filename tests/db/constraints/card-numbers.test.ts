import { describe, expect, it } from "vitest"
import { brokenRule, freshId, openAttack, paymentRow, rawPayment, refusal } from "./attack.ts"

const attack = openAttack()

const numbers = ["4242424242424242", "4444 3333 2222 1111", "5555-5555-5555-4444", "378282246310005"]

/** Every free-text column of a payment, holding a text. */
const columns: readonly [string, (text: string) => unknown][] = [
  ["description", (text) => `Council Tax ${text}`],
  ["email", (text) => `${text}@payee.example`],
  ["metadata", (text) => ({ note: text })],
  ["metadata", (text) => ({ [text]: true })],
  ["metadata", (text) => ({ note: Number(text.replace(/\D/g, "")) })],
  ["prefilled_cardholder", (text) => ({ billingAddress: { line1: text } })],
]

describe("a payment", () => {
  it.each(columns)("keeps no card number in its %s", async (column, holding) => {
    for (const [, writer] of attack.writers()) {
      for (const number of numbers) {
        const row = await paymentRow(attack, { [column]: holding(number) })
        expect(await refusal(writer`insert into payment ${writer(row)}`)).toBe("payment_no_card_number")
        const id = await rawPayment(attack)
        const changed = writer`
          update payment set ${writer({ [column]: holding(number) as string })}, version = version + 1 where id = ${id}`
        // What a payment is for never changes at all.
        const rule = column === "description" ? brokenRule : "payment_no_card_number"
        expect(await refusal(changed)).toBe(rule)
      }
    }
  })

  it.each(columns)("keeps an ordinary number in its %s", async (column, holding) => {
    const row = await paymentRow(attack, { [column]: holding("501234567") })
    expect(await refusal(attack.app`insert into payment ${attack.app(row)}`)).toBe("accepted")
  })
})

describe("an operation", () => {
  it.each(["request", "evidence"])("keeps no card number in its %s", async (column) => {
    const id = freshId()
    const row = {
      id,
      payment_id: await rawPayment(attack),
      kind: "authorise",
      state: "refused",
      idempotency_key: id,
      request: {},
      syncs: 0,
      created_at: "2026-11-22T09:30:00Z",
    }
    const insert = (writer: typeof attack.app, value: unknown) =>
      refusal(writer`insert into operation ${writer({ ...row, [column]: value as string })}`)
    for (const [, writer] of attack.writers()) {
      for (const number of numbers) {
        expect(await insert(writer, { card: number })).toBe("operation_no_card_number")
        expect(await insert(writer, { card: Number(number.replace(/\D/g, "")) })).toBe(
          "operation_no_card_number",
        )
      }
    }
    expect(await insert(attack.app, { token: "tok_4242", amount: 14_250 })).toBe("accepted")
  })
})

describe("the whole schema", () => {
  it("has no column for a number or a security code", async () => {
    const rows = await attack.owner<{ name: string }[]>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' order by 1`
    const names = rows.map((row) => row.name)
    expect(names).toContain("payment.card")
    expect(names.filter((name) => /cvc|cvv|security_code|card_number|\bpan\b/.test(name))).toEqual([])
  })
})
