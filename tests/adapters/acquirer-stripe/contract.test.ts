import { beforeAll, describe, expect, it } from "vitest"
import { type ContractCheck, contractCheck } from "./contract-check.ts"
import { hasStripeDocument, stripeDocument, stripeDocumentAbsent } from "./contract-document.ts"
import type { Exchange } from "./contract-recorder.ts"
import { type ContractRun, runContract } from "./contract-run.ts"

describe.skipIf(!hasStripeDocument)(
  hasStripeDocument ? "Stripe's published description" : `skipped: ${stripeDocumentAbsent}`,
  () => {
    let check: ContractCheck
    let run: ContractRun
    beforeAll(async () => {
      check = contractCheck(stripeDocument())
      run = await runContract()
    })

    it("describes every request that the adapter sends", () => {
      const wrong = problems(run.adapter, (exchange) => check.request(exchange))
      expect(wrong).toEqual([])
      expect(kindsOf(run.adapter)).toEqual([
        "DELETE /v1/customers/:id",
        "GET /v1/account",
        "GET /v1/balance_transactions",
        "GET /v1/checkout/sessions",
        "GET /v1/checkout/sessions/:id",
        "GET /v1/customers/:id",
        "GET /v1/disputes",
        "GET /v1/disputes/:id",
        "GET /v1/events",
        "GET /v1/payment_intents",
        "GET /v1/payment_intents/:id",
        "GET /v1/payouts",
        "GET /v1/refunds",
        "POST /v1/checkout/sessions",
        "POST /v1/checkout/sessions/:id/expire",
        "POST /v1/disputes/:id",
        "POST /v1/disputes/:id/close",
        "POST /v1/payment_intents",
        "POST /v1/payment_intents/:id/cancel",
        "POST /v1/payment_intents/:id/capture",
        "POST /v1/payment_intents/:id/confirm",
        "POST /v1/refunds",
      ])
    })

    it("describes every answer of the sandbox to the adapter", () => {
      expect(run.adapter.some(({ status }) => status >= 400)).toBe(true)
      expect(problems(run.adapter, (exchange) => check.answer(exchange))).toEqual([])
    })

    it("describes every object that the sandbox shows, alone and in lists", () => {
      expect(run.shown.every(({ status }) => status === 200)).toBe(true)
      expect(kindsOf(run.shown)).toHaveLength(20)
      expect(problems(run.shown, (exchange) => check.answer(exchange))).toEqual([])
    })

    it("describes the object in every event", () => {
      const events = run.shown.filter(({ path }) => path.startsWith("/v1/events/")).map(({ json }) => json)
      const objects = (events as readonly Event[]).map(({ data }) => data.object)
      expect([...new Set(objects.map(({ object }) => object))].toSorted()).toEqual([
        "charge",
        "checkout.session",
        "dispute",
        "payment_intent",
        "payout",
        "refund",
      ])
      expect([...new Set(objects.flatMap((object) => check.object(object)))]).toEqual([])
    })

    it.each([
      ["a path that is not there", "POST /v1/checkout/session", "mode=payment"],
      ["a parameter that is not there", "POST /v1/refunds", "payment_intent=pi_1&amont=5"],
      ["one inside another", "POST /v1/checkout/sessions", "line_items[0][price_data][unit_amont]=5"],
      ["a word for a number", "POST /v1/refunds", "payment_intent=pi_1&amount=five"],
      ["an unknown word", "POST /v1/checkout/sessions", "payment_intent_data[capture_method]=by_hand"],
      ["a query that is not there", "GET /v1/refunds", "payment_intents=pi_1"],
    ])("%s is found", (_, request, text) => {
      const [method = "", path = ""] = request.split(" ")
      expect(check.request({ method, path, query: text, form: text })).not.toEqual([])
    })
  },
)

interface Event {
  readonly data: { readonly object: Readonly<Record<string, unknown>> }
}

/** What is wrong, each once, with the kind of request that it is about. */
function problems(
  exchanges: readonly Exchange[],
  check: (exchange: Exchange) => readonly string[],
): readonly string[] {
  const found = exchanges.flatMap((exchange) => check(exchange).map((said) => `${kindOf(exchange)} ${said}`))
  return [...new Set(found)]
}

function kindOf({ method, path }: Exchange): string {
  return `${method} ${path.replace(/\/(?:cs|pi|ch|re|dp|evt|txn|po|cus|pm)_\w+/, "/:id")}`
}

function kindsOf(exchanges: readonly Exchange[]): readonly string[] {
  return [...new Set(exchanges.map(kindOf))].toSorted()
}
