import { afterEach, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { adapterFor, call, type ScriptedStripe, startStripe } from "./scripted-stripe.ts"
import { amount, chargeIntent, intent, intentId, paymentId, refund } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

const getIntent = `GET /v1/payment_intents/${intentId}`
const cancel = `POST /v1/payment_intents/${intentId}/cancel`
const captureIntent = `POST /v1/payment_intents/${intentId}/capture`
const notPossible = { kind: "refused", reason: "not_possible" }
const voided = { kind: "ok", value: { voided: true } }

async function open(script: Readonly<Record<string, object>>) {
  await stripe?.close()
  const answers = Object.entries(script).map(([asked, body]) => [asked, () => ({ body })])
  stripe = await startStripe(Object.fromEntries(answers))
  return adapterFor(stripe.url)
}

const form = (index: number) => Object.fromEntries(stripe?.requests[index]?.form ?? [])

describe("a charge on a kept card", () => {
  const acquirerPaymentId = intentId

  it("is captured, refunded and let go by its intent, after one look at it", async () => {
    const held = chargeIntent({ status: "requires_capture" })
    const taken = chargeIntent({ status: "succeeded", amount_received: amount })
    const back = { refundId: "refund-1", amount: exactPence(500) }
    const acquirer = await open({
      [getIntent]: held,
      [captureIntent]: taken,
      [cancel]: chargeIntent({ status: "canceled" }),
      "POST /v1/refunds": refund(),
    })
    expect(await acquirer.capture(call(), { acquirerPaymentId, amount })).toMatchObject({
      value: { captured: amount },
    })
    expect(await acquirer.refund(call(), { acquirerPaymentId, ...back })).toMatchObject({
      value: { refundId: "refund-1", status: "succeeded" },
    })
    expect(form(3)).toMatchObject({ payment_intent: intentId, "metadata[payment_id]": paymentId })
    expect(await acquirer.void(call(), acquirerPaymentId)).toMatchObject(voided)
    expect(stripe?.asked()).toEqual([
      getIntent,
      captureIntent,
      getIntent,
      "POST /v1/refunds",
      getIntent,
      getIntent,
      cancel,
    ])
  })

  it("that was made is no more charged once it is void; one that was charged stays so", async () => {
    const made = await open({ [getIntent]: chargeIntent(), [cancel]: chargeIntent({ status: "canceled" }) })
    expect(await made.void(call(), acquirerPaymentId)).toMatchObject(voided)
    const over = await open({ [getIntent]: chargeIntent({ status: "canceled" }) })
    expect(await over.void(call(), acquirerPaymentId)).toMatchObject(voided)
    const charged = await open({ [getIntent]: chargeIntent({ status: "succeeded" }) })
    expect(await charged.void(call(), acquirerPaymentId)).toMatchObject(notPossible)
  })

  it.each([
    ["a session's", intent()],
    ["a stranger's", intent({ metadata: {}, currency: "eur" })],
  ])("%s intent is left alone", async (_, body) => {
    const acquirer = await open({ [getIntent]: body })
    const notOurs = { kind: "refused", reason: "configuration", evidence: { code: "not_ours" } }
    expect(await acquirer.void(call(), acquirerPaymentId)).toMatchObject(notOurs)
    expect(await acquirer.capture(call(), { acquirerPaymentId, amount })).toMatchObject(notOurs)
    expect(stripe?.asked()).toEqual([getIntent, getIntent])
  })
})
