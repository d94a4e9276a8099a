import * as v from "valibot"
import { describe, expect, it } from "vitest"
import { payment, paymentEvents } from "#contract/payment.ts"
import { paymentBody, paymentEventsBody } from "#contract/payment-body.ts"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { publicState } from "#domain/payments/public-state.ts"
import { paymentStates } from "#domain/payments/state.ts"
import { govukPayAbsent, govukPayCheck, hasGovukPay } from "#tests/routes/buyer-api/govuk-pay.ts"
import { paymentIn } from "./payments-in-every-state.ts"

const view = { checkoutUrl: "https://pay.example", capability: "c".repeat(52), personalData: true }

/** What is there whatever the state and the key. Source: payments API, response fields. */
const always = [
  "payment_id amount reference description state payment_provider created_date language delayed_capture moto",
  "authorisation_mode refund_summary settlement_summary _links civic_pay card_details",
].flatMap((line) => line.split(" "))

describe("paymentBody", () => {
  it.each(paymentStates)("has all that is always there: %s", (state) => {
    const body = paymentBody(paymentIn(state), { ...view, personalData: false })
    expect(Object.keys(body)).toEqual(expect.arrayContaining(always))
    expect(Object.keys(body.card_details)).toHaveLength(8)
    expect(v.safeParse(payment, body).issues).toBeUndefined()
  })

  it.each(paymentStates)("tells the public state: %s", (state) => {
    const { status, finished, code, message } = publicState(state)
    const body = paymentBody(paymentIn(state), view)
    expect(body.state).toEqual(code === null ? { status, finished } : { status, finished, code, message })
    expect(body.civic_pay.state).toBe(state)
  })

  it.skipIf(!hasGovukPay)(`is readable for a GOV.UK Pay client, unless ${govukPayAbsent}`, () => {
    const check = govukPayCheck()
    for (const state of paymentStates) {
      const body = paymentBody(paymentIn(state), view)
      check({ method: "GET", path: "/v1/payments/x", status: 200, type: null, body })
    }
  })

  it("never goes null outside card details", () => {
    const { email: _, ...bare } = paymentBody(
      { ...paymentIn("created"), email: null, metadata: null, prefilledCardholder: null, challenged: false },
      view,
    )
    const { card_details: details, ...rest } = bare
    expect(JSON.stringify(rest)).not.toContain("null")
    expect(Object.values(details)).toEqual(Array(8).fill(null))
    expect(rest).not.toHaveProperty("metadata")
    expect(rest).not.toHaveProperty("authorisation_summary")
  })

  it("counts refunds from what was captured", () => {
    const paid = paymentIn("captured")
    const part = { ...paid, refundReserved: exactPence(750) }
    const whole = { ...paid, refundReserved: exactPence(5750) }
    expect(paymentBody(part, view).refund_summary).toEqual({
      status: "available",
      amount_available: 5000,
      amount_submitted: 750,
    })
    expect(paymentBody(whole, view).refund_summary.status).toBe("full")
    expect(paymentBody(paymentIn("expired"), view).refund_summary.status).toBe("unavailable")
    expect(paymentBody(paymentIn("checking"), view).refund_summary.status).toBe("pending")
  })

  it("keeps the acquirer's word for an unnamed brand", () => {
    const card = { brand: "newbrand", firstSix: "999999", lastFour: "0000", expiry: "01/30" }
    expect(paymentBody({ ...paymentIn("captured"), card }, view).card_details.card_brand).toBe("newbrand")
  })
})

describe("paymentEventsBody", () => {
  it("leaves out what the public state does not show", () => {
    const changes = paymentStates.map((state, index) => ({ state, at: instant(index * 1000) }))
    const body = paymentEventsBody("0123456789abcdefghijklmnop", changes, view)
    expect(v.safeParse(paymentEvents, body).issues).toBeUndefined()
    expect(body.events.map(({ state }) => state.status)).toEqual([
      "created",
      "started",
      "submitted",
      "capturable",
      "submitted",
      "success",
      "failed",
      "cancelled",
      "error",
    ])
    expect(body.events[1]?.updated).toBe("1970-01-01T00:00:01.000Z")
  })
})
