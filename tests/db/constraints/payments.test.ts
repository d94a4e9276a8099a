import { describe, expect, it } from "vitest"
import { posting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import {
  brokenRule,
  freshId,
  openAttack,
  paymentRow,
  post,
  rawPayment,
  rawPaymentIn,
  refusal,
} from "./attack.ts"

const attack = openAttack()

describe("what a payment is", () => {
  it.each<[string, unknown]>([
    ["amount", 1],
    ["reference", "509999999"],
    ["buyer_id", "someone"],
    ["service_id", "another"],
    ["mode", "live"],
    ["acquirer", "stripe"],
    ["currency", "EUR"],
    ["origin", "page"],
    ["created_at", "2026-11-22T08:00:00Z"],
    ["id", "0123456789abcdefghijklmnop"],
  ])("never changes: %s", async (column, value) => {
    const id = await rawPayment(attack)
    for (const [, writer] of attack.writers()) {
      const changed = writer`
        update payment set ${writer({ [column]: value as string })}, version = version + 1 where id = ${id}`
      expect(await refusal(changed)).toBe(brokenRule)
    }
  })

  it.each<[string, Record<string, unknown>, string]>([
    ["an id of another shape", { id: "PAYMENT" }, "payment_id_shape"],
    ["nothing to pay", { amount: 0 }, "payment_amount_range"],
    ["more than £100,000", { amount: 10_000_001 }, "payment_amount_range"],
    ["another currency", { currency: "EUR" }, "payment_currency_known"],
    ["another language", { language: "fr" }, "payment_language_known"],
    ["another origin", { origin: "telephone" }, "payment_origin_known"],
    ["an unknown state", { state: "paid" }, brokenRule],
    ["a negative refund", { refunded: -1 }, "payment_amounts_ordered"],
    ["six attempts", { attempts: 6 }, "payment_attempts_range"],
    ["an empty reference", { reference: "" }, "payment_text_lengths"],
    ["a long description", { description: "x".repeat(256) }, "payment_text_lengths"],
    ["a long email address", { email: "x".repeat(255) }, "payment_text_lengths"],
    ["a refusal of its own making", { last_refusal: "no_reason" }, "payment_refusal_known"],
    ["a basket that is not there", { basket_id: "nowhere" }, "payment_basket_id_basket_id_fk"],
    ["an unknown service", { service_id: "nowhere" }, "payment_service"],
    ["another buyer's service", { buyer_id: "nobody" }, "payment_service"],
  ])("is not %s", async (_name, facts, constraint) => {
    for (const [, writer] of attack.writers()) {
      const row = await paymentRow(attack, facts)
      expect(await refusal(writer`insert into payment ${writer(row)}`)).toBe(constraint)
    }
  })

  it("is never the sandbox's in live mode", async () => {
    const { service, buyer } = await attack.council.page("council-tax")
    await attack.owner`
      insert into service select 'live-service', buyer_id, 'live', code, slug, name, words, reference, amount, fund,
        return_url, enabled, created_at, null from service where id = ${service.id}`
    await attack.owner`
      insert into acquirer_account (id, acquirer, mode, buyer_id, credentials, version, created_at)
      values ('stripe_live', 'stripe', 'live', ${buyer.id}, '{}', 1, now())`
    const live = { mode: "live", service_id: "live-service", buyer_id: buyer.id }
    for (const [, writer] of attack.writers()) {
      const sandboxed = await paymentRow(attack, live)
      expect(await refusal(writer`insert into payment ${writer(sandboxed)}`)).toBe("payment_sandbox_is_test")
      const real = await paymentRow(attack, { ...live, acquirer: "stripe_live" })
      expect(await refusal(writer`insert into payment ${writer(real)}`)).toBe("accepted")
      const nobodys = await paymentRow(attack, { ...live, acquirer: "stripe_nobody" })
      expect(await refusal(writer`insert into payment ${writer(nobodys)}`)).toBe("payment_acquirer")
      const crossed = await paymentRow(attack, { mode: "live", acquirer: "stripe_live" })
      expect(await refusal(writer`insert into payment ${writer(crossed)}`)).toBe("payment_service")
    }
  })
})

describe("the money of a payment", () => {
  it.each<[string, Record<string, number>]>([
    ["captured above amount", { authorised: 14_251, captured: 14_251 }],
    ["captured above authorised", { authorised: 100, captured: 101 }],
    ["authorised above amount", { authorised: 14_251 }],
    ["more reserved for refunds than captured", { authorised: 100, captured: 100, refund_reserved: 101 }],
    ["more refunded than reserved", { authorised: 9, captured: 9, refund_reserved: 5, refunded: 6 }],
  ])("is refused as %s", async (_name, amounts) => {
    const id = await rawPaymentIn(attack, "authorising")
    for (const [, writer] of attack.writers()) {
      const changed = writer`
        update payment set ${writer(amounts)}, state = 'authorising', version = version + 1 where id = ${id}`
      expect(await refusal(changed)).toBe("payment_amounts_ordered")
    }
  })

  it("once captured only grows", async () => {
    const id = await rawPaymentIn(attack, "captured")
    for (const [, writer] of attack.writers()) {
      for (const captured of [14_249, 0]) {
        const shrunk = writer`update payment set captured = ${captured}, version = version + 1 where id = ${id}`
        expect(await refusal(shrunk)).toBe(brokenRule)
      }
    }
  })

  it("is there when the state says captured", async () => {
    for (const [, writer] of attack.writers()) {
      const id = await rawPaymentIn(attack, "authorising")
      const empty = writer`
        update payment set state = 'captured', version = version + 1, captured_at = now() where id = ${id}`
      expect(await refusal(empty)).toBe("payment_captured_has_money")
      const undated = writer`
        update payment set state = 'captured', version = version + 1, authorised = 1, captured = 1 where id = ${id}`
      expect(await refusal(undated)).toBe("payment_captured_has_money")
    }
  })

  it("is never kept by a closed payment", async () => {
    for (const [, writer] of attack.writers()) {
      const id = await rawPaymentIn(attack, "captured")
      const kept = writer`update payment set state = 'failed', version = version + 1 where id = ${id}`
      expect(await refusal(kept)).toBe("payment_closed_keeps_no_money")
      const late = await rawPaymentIn(attack, "expired")
      const found = writer`
        update payment set authorised = 1, captured = 1, version = version + 1 where id = ${late}`
      expect(await refusal(found)).toBe("payment_closed_keeps_no_money")
      const returned = writer.begin(async (sql) => {
        await sql`update payment set state = 'failed', refund_reserved = captured, refunded = captured,
          version = version + 1 where id = ${id}`
        await post(sql, id, posting("capture_corrected", id, exactPence(14_250)))
      })
      expect(await refusal(returned)).toBe("accepted")
    }
  })
})

describe("a basket", () => {
  it("has one payment that is unfinished or paid", async () => {
    const { service } = await attack.council.page("council-tax")
    const basket = freshId()
    await attack.owner`insert into basket values (${basket}, ${service.id}, '501234567', now(), now())`
    const first = await rawPayment(attack, { basket_id: basket })
    const second = await paymentRow(attack, { basket_id: basket })
    for (const [, writer] of attack.writers())
      expect(await refusal(writer`insert into payment ${writer(second)}`)).toBe(
        "payment_one_unfinished_per_basket",
      )
    await attack.owner`
      update payment set state = 'cancelled_by_payee', version = version + 1 where id = ${first}`
    expect(await refusal(attack.app`insert into payment ${attack.app(second)}`)).toBe("accepted")
  })
})
