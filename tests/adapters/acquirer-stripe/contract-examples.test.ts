import { afterEach, describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { hasStripeDocument, publishedExamples, stripeDocumentAbsent } from "./contract-document.ts"
import { adapterFor, call, listOf, okValue, type ScriptedStripe, startStripe } from "./scripted-stripe.ts"
import { sessionId } from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

/** The examples are of other payments in another currency: what makes them one of ours. */
const ours = { currency: "gbp", metadata: { payment_id: "payment-1", refund_id: "refund-1" } }

function examplesOf(object: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return hasStripeDocument ? Object.fromEntries(publishedExamples(object)) : {}
}

const intents = examplesOf("payment_intent")
const sessions = examplesOf("checkout.session")
const charges = examplesOf("charge")
const refunds = examplesOf("refund")
const disputes = examplesOf("dispute")
const events = examplesOf("event")
const movements = examplesOf("balance_transaction")
const payouts = examplesOf("payout")
const files = Object.keys(sessions)

describe.skipIf(!hasStripeDocument)(
  hasStripeDocument ? "Stripe's published examples" : `skipped: ${stripeDocumentAbsent}`,
  () => {
    it.each(files)("%s: an open session is read", async (file) => {
      stripe = await startStripe({
        [`GET /v1/checkout/sessions/${sessionId}`]: () => ({ body: session(file, {}) }),
      })
      expect(okValue(await adapterFor(stripe.url).fetch(call(), sessionId))).toMatchObject({
        reference: "payment-1",
        status: "open",
        amount: 1099,
        captured: 0,
        challengeUrl: sessions[file]?.["url"],
        card: null,
      })
    })

    it.each(files)("%s: a paid one is read, with its charge, refund and dispute", async (file) => {
      const paid = {
        status: "succeeded",
        amount_received: 1099,
        latest_charge: { ...charges[file], ...ours },
      }
      const intentId = intents[file]?.["id"]
      stripe = await startStripe({
        [`GET /v1/checkout/sessions/${sessionId}`]: () => ({
          body: { ...session(file, paid), status: "complete" },
        }),
        "GET /v1/refunds": () => listOf([{ ...refunds[file], ...ours, payment_intent: intentId }]),
        "GET /v1/disputes": () => listOf([{ ...disputes[file], ...ours, payment_intent: intentId }]),
      })
      expect(okValue(await adapterFor(stripe.url).fetch(call(), sessionId))).toMatchObject({
        status: "captured",
        captured: 1099,
        card: { brand: "visa", lastFour: "4242", expiry: expect.stringMatching(/^08\/\d\d$/) },
        refunds: [{ refundId: "refund-1", amount: 100, status: "succeeded" }],
        // The bank only asks: it has taken nothing.
        disputes: [{ amount: 0, reason: "general", status: "needs_response" }],
      })
    })

    it.each(files)(
      "%s: an event about something else is passed over, and is where to go on",
      async (file) => {
        stripe = await startStripe({ "GET /v1/events": () => listOf([events[file]]) })
        const page = okValue(await adapterFor(stripe.url).listChanges(call(), { cursor: "evt_1" }))
        expect(page).toEqual({ changes: [], nextCursor: events[file]?.["id"], complete: true })
      },
    )

    it.each(files)("%s: movements and payouts are read", async (file) => {
      const paid = { ...payouts[file], currency: "gbp", status: "paid" }
      stripe = await startStripe({
        "GET /v1/balance_transactions": () => listOf([{ ...movements[file], currency: "gbp" }]),
        "GET /v1/payouts": () => listOf([paid]),
      })
      const day = okValue(await adapterFor(stripe.url).listSettlements(call(), "2009-02-13"))
      expect(day).toMatchObject({
        lines: [{ lineId: movements[file]?.["id"], kind: "payment", gross: 100, fee: 0, net: 100 }],
        payouts: [{ payoutId: payouts[file]?.["id"], amount: 1100, paidOn: "2009-02-13" }],
      })
      expect(day.lines[0]?.occurredAt).toBe(instant(1_234_567_890_000))
    })
  },
)

/** The example of a session with that of its intent inside, of one sum. */
function session(file: string, intent: Readonly<Record<string, unknown>>) {
  const whole = { ...intents[file], ...ours, latest_charge: null, ...intent }
  const { amount } = intents[file] ?? {}
  return { ...sessions[file], ...ours, id: sessionId, amount_total: amount, payment_intent: whole }
}
