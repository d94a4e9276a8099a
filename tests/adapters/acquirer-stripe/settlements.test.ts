import { afterEach, describe, expect, it } from "vitest"
import {
  adapterFor,
  call,
  listOf,
  okValue,
  type ScriptedStripe,
  startStripe,
  stripeError,
} from "./scripted-stripe.ts"
import {
  amount,
  balanceTransaction,
  dispute,
  intentId,
  paymentId,
  payout,
  refund,
  session,
  sessionId,
  tenOClock,
} from "./stripe-objects.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

const day = "2026-11-23"
const midnight = Date.parse("2026-11-23T00:00:00Z") / 1000
const nextMidnight = midnight + 86_400
const paid = session({ status: "complete", payment_intent: intentId })

interface Books {
  readonly movements?: readonly { readonly id: string }[]
  readonly arrived?: readonly object[]
  readonly since?: readonly { readonly id: string }[]
  /** What is in each payout. */
  readonly inside?: Readonly<Record<string, readonly { readonly id: string }[]>>
  readonly sessions?: readonly object[]
  /** When the movements are listed. */
  readonly now?: string
}

/** Stripe as it stands on the fourth day after. */
async function listWith(books: Books) {
  const { movements = [balanceTransaction()], arrived = [], since = [payout()], sessions = [paid] } = books
  const { inside = { po_1: movements } as Books["inside"], now = "Fri, 27 Nov 2026 10:00:00 GMT" } = books
  await stripe?.close()
  stripe = await startStripe({
    "GET /v1/balance_transactions": ({ form }) => ({
      ...listOf(form.has("payout") ? (inside?.[form.get("payout") ?? ""] ?? []) : movements),
      headers: { date: now },
    }),
    "GET /v1/payouts": ({ form }) => listOf(form.has("arrival_date[gte]") ? arrived : since),
    "GET /v1/checkout/sessions": () => listOf(sessions),
  })
  return await adapterFor(stripe.url).listSettlements(call(), day)
}

const forms = (path: string) =>
  (stripe?.requests ?? []).filter((one) => one.path === path).map(({ form }) => Object.fromEntries(form))

describe("listSettlements", () => {
  it("tells a payment, its fee and its payout", async () => {
    expect(okValue(await listWith({ arrived: [payout({ id: "po_0", amount: 700 })] }))).toEqual({
      day,
      lines: [
        {
          lineId: "txn_1",
          kind: "payment",
          acquirerPaymentId: sessionId,
          reference: paymentId,
          refundId: null,
          acquirerDisputeId: null,
          gross: amount,
          fee: 30,
          net: amount - 30,
          currency: "GBP",
          payoutId: "po_1",
          occurredAt: tenOClock * 1000,
        },
      ],
      payouts: [{ payoutId: "po_0", amount: 700, currency: "GBP", paidOn: day }],
      complete: true,
    })
    const range = { "created[gte]": String(midnight), "created[lt]": String(nextMidnight) }
    expect(forms("/v1/balance_transactions")).toEqual([
      { limit: "100", ...range, currency: "gbp", "expand[0]": "data.source" },
      { limit: "100", payout: "po_1" },
    ])
    expect(forms("/v1/payouts")).toEqual([
      { limit: "100", "arrival_date[gte]": String(midnight), "arrival_date[lt]": String(nextMidnight) },
      { limit: "100", "created[gte]": String(midnight) },
    ])
  })

  it("tells refunds and disputes with their ids, oldest first", async () => {
    const sources = [
      ["dispute_reversal", amount, dispute()],
      ["dispute", -amount, dispute()],
      ["refund_failure", 500, refund()],
      ["refund", -500, refund({ id: "re_2", metadata: {} })],
      ["refund", -500, refund()],
    ] as const
    const movements = sources.map(([reporting_category, gross, source], index) =>
      balanceTransaction({
        id: `txn_${9 - index}`,
        reporting_category,
        amount: gross,
        fee: 0,
        net: gross,
        source,
      }),
    )
    const { lines } = okValue(await listWith({ movements }))
    expect(
      lines.map(({ kind, gross, refundId, acquirerDisputeId }) => [
        kind,
        gross,
        refundId ?? acquirerDisputeId,
      ]),
    ).toEqual([
      ["refund", -500, "refund-1"],
      ["refund", -500, "re_2"],
      ["refund_failed", 500, "refund-1"],
      ["dispute", -amount, "du_1"],
      ["dispute_won", amount, "du_1"],
    ])
    expect(lines.every(({ reference }) => reference === paymentId)).toBe(true)
    expect(forms("/v1/checkout/sessions")).toHaveLength(1)
  })

  it("leaves out what is about no payment", async () => {
    const others = ["fee", "payout", "topup", "a_category_of_next_year"]
    const movements = others.map((reporting_category, index) =>
      balanceTransaction({ id: `txn_${index}`, reporting_category, source: index === 0 ? null : "po_1" }),
    )
    expect(okValue(await listWith({ movements }))).toEqual({ day, lines: [], payouts: [], complete: true })
  })

  it("others' payments keep Stripe's ids: they are in the payout all the same", async () => {
    const sources = [
      { id: "ch_9", object: "charge", payment_intent: "pi_stranger" },
      { id: "ch_8", object: "charge", payment_intent: null },
      null,
    ]
    const movements = sources.map((source, index) => balanceTransaction({ id: `txn_${index}`, source }))
    const { lines, complete } = okValue(await listWith({ movements, sessions: [session({ metadata: {} })] }))
    expect(complete).toBe(true)
    expect(lines.map(({ reference }) => reference)).toEqual(["txn_2", "ch_8", "pi_stranger"])
  })

  it("a fee that came back is no negative fee", async () => {
    const movements = [
      balanceTransaction({ reporting_category: "refund", amount: -500, fee: -10, net: -490 }),
    ]
    const { lines } = okValue(await listWith({ movements }))
    expect(lines[0]).toMatchObject({ gross: -490, fee: 0, net: -490 })
  })

  it("a line in no payout yet keeps the day open", async () => {
    const late: Books[] = [{ since: [] }, { inside: {} }, { since: [payout({ automatic: false })] }]
    for (const over of late) {
      const { lines, complete } = okValue(await listWith(over))
      expect([lines[0]?.payoutId, complete]).toEqual(["", false])
    }
  })

  it("looks through payouts from the oldest on, until every line is found", async () => {
    const since = [payout({ id: "po_3" }), payout({ id: "po_2" }), payout({ id: "po_1", status: "canceled" })]
    const { lines } = okValue(await listWith({ since, inside: { po_2: [balanceTransaction()] } }))
    expect(lines[0]?.payoutId).toBe("po_2")
    expect(forms("/v1/balance_transactions").map((form) => form["payout"])).toEqual([undefined, "po_2"])
  })

  it.each([
    ["the day itself", "Mon, 23 Nov 2026 23:59:59 GMT", false],
    ["the next midnight", "Tue, 24 Nov 2026 00:00:00 GMT", false],
    ["five past midnight", "Tue, 24 Nov 2026 00:05:00 GMT", true],
  ])("by Stripe's clock at %s", async (_, now, complete) => {
    expect(okValue(await listWith({ movements: [], now })).complete).toBe(complete)
  })

  it.each([
    ["paid", 1, true],
    ["in_transit", 0, false],
    ["pending", 0, false],
    ["failed", 0, true],
    ["canceled", 0, true],
    ["a_state_of_next_year", 0, false],
  ])("a payout of the day that is %s", async (status, payouts, complete) => {
    const books = okValue(await listWith({ arrived: [payout({ status })] }))
    expect([books.payouts.length, books.complete]).toEqual([payouts, complete])
  })

  it("payouts in another currency are another balance's", async () => {
    expect(okValue(await listWith({ arrived: [payout({ currency: "eur" })] }))).toMatchObject({
      payouts: [],
      complete: true,
    })
  })

  it("of many payments the sessions are listed by time, and the rest asked for", async () => {
    const movements = Array.from({ length: 21 }, (_, index) =>
      balanceTransaction({
        id: `txn_${index}`,
        source: { id: `ch_${index}`, object: "charge", payment_intent: `pi_${index}` },
      }),
    )
    const sessions = movements
      .slice(1)
      .map((_, index) => session({ id: `cs_${index + 1}`, payment_intent: `pi_${index + 1}` }))
    const { lines } = okValue(await listWith({ movements, sessions }))
    expect(lines.map(({ acquirerPaymentId }) => acquirerPaymentId)).toContain("cs_20")
    expect(forms("/v1/checkout/sessions")).toEqual([
      { limit: "100", "created[gte]": String(midnight - 86_400), "created[lt]": String(nextMidnight) },
      { limit: "1", payment_intent: "pi_0" },
    ])
  })

  it("a line that contradicts itself is not recognised", async () => {
    const movements = [balanceTransaction({ net: amount })]
    expect(await listWith({ movements })).toMatchObject({ kind: "unknown", cause: "unrecognised" })
  })

  it("a day that is none is refused", async () => {
    expect(await adapterFor("http://127.0.0.1:9").listSettlements(call(), "2026-02-30")).toMatchObject({
      kind: "refused",
      reason: "configuration",
    })
  })

  it.each(["/v1/balance_transactions", "/v1/payouts", "/v1/checkout/sessions"])(
    "without %s there are no books",
    async (path) => {
      stripe = await startStripe((request) => {
        if (request.path === path) return stripeError(500, { type: "api_error" })
        return listOf(request.path === "/v1/payouts" ? [payout()] : [balanceTransaction()])
      })
      const outcome = await adapterFor(stripe.url).listSettlements(call(), day)
      expect(outcome).toMatchObject({ kind: "unknown", cause: "server_error" })
    },
  )
})
