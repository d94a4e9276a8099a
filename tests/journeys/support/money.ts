import * as v from "valibot"
import { expect } from "vitest"
import type { LocalStack } from "./local-stack.ts"
import type { Payee } from "./payee.ts"

const Effects = v.array(v.object({ kind: v.string(), amount: v.number() }))
const Postings = v.array(v.object({ transaction_id: v.string(), account: v.string(), amount: v.number() }))
const ApiPayment = v.object({
  amount: v.number(),
  state: v.object({ status: v.string(), finished: v.boolean(), code: v.nullish(v.string()) }),
})

/** What the acquirer really moved for a payment: `charge 14250`, one line each, in order. */
export async function effectsOf(stack: LocalStack, paymentId: string): Promise<string[]> {
  const rows = await stack.sql`
    SELECT e.kind, e.amount FROM sandbox_acquirer.effect e JOIN sandbox_acquirer.payment p ON p.id = e.payment_id
    WHERE p.reference = ${paymentId} ORDER BY e.occurred_at, e.id`
  return v.parse(Effects, [...rows]).map(({ kind, amount }) => `${kind} ${amount}`)
}

/** The payment as the buyer's server reads it: `success`, or `failed P0030`. */
export async function statusInApi(stack: LocalStack, paymentId: string): Promise<string> {
  const response = await fetch(`${stack.urls.checkout}/v1/payments/${paymentId}`, {
    headers: { authorization: `Bearer ${stack.demo.api_key}` },
  })
  const { state } = v.parse(ApiPayment, await response.json())
  return [state.status, state.code].filter(Boolean).join(" ")
}

/** Asks everybody: the acquirer charged once, the ledger balances, the API says so, and the council was told. */
export async function expectPaidOnce(stack: LocalStack, payee: Payee, paymentId: string, pence: number) {
  expect(await effectsOf(stack, paymentId)).toEqual([`charge ${pence}`])
  expect(await postingsOf(stack, paymentId)).toEqual([
    [`acquirer_receivable ${pence}`, `buyer_payable ${-pence}`],
  ])
  expect(await statusInApi(stack, paymentId)).toBe("success")
  await expectWebhook(payee, paymentId, "payment.captured")
}

/** Nothing was charged, nothing stands in the ledger, and the council was told how it ended. */
export async function expectNotPaid(
  stack: LocalStack,
  payee: Payee,
  paymentId: string,
  ended: { readonly status: string; readonly webhook: string },
) {
  expect(await effectsOf(stack, paymentId)).toEqual([])
  expect(await postingsOf(stack, paymentId)).toEqual([])
  expect(await statusInApi(stack, paymentId)).toBe(ended.status)
  await expectWebhook(payee, paymentId, ended.webhook)
}

/** The ledger's postings about a payment, each as its lines. */
async function postingsOf(stack: LocalStack, paymentId: string): Promise<string[][]> {
  const rows = await stack.sql`
    SELECT e.transaction_id, e.account, e.amount::int FROM ledger_entry e
    JOIN ledger_transaction t ON t.id = e.transaction_id
    WHERE t.payment_id = ${paymentId} ORDER BY t.posted_at, t.id, e.line`
  const lines = v.parse(Postings, [...rows])
  const byPosting = Map.groupBy(lines, (line) => line.transaction_id)
  return [...byPosting.values()].map((entries) =>
    entries.map(({ account, amount }) => `${account} ${amount}`),
  )
}

/** The council's page of webhooks shows the event once, verified; it comes about a second after the payment. */
async function expectWebhook(payee: Payee, paymentId: string, type: string): Promise<void> {
  const { page } = await payee.otherTab()
  await page.goto(`${payee.urls.demo}${payee.language === "cy" ? "/cy" : ""}/webhooks`)
  const entries = page
    .locator("#live-list > li", { hasText: paymentId })
    .filter({ has: page.getByRole("heading", { name: type }) })
  const verified = payee.says("Signature verified", "Llofnod wedi'i ddilysu")
  const entry = entries.filter({ has: page.getByText(verified) })
  if (payee.hasScript) await entry.first().waitFor()
  else await entryAfterRefreshing(entry, () => page.reload())
  expect(await entries.count()).toBe(1)
  expect(await page.locator("li.is-refused").count()).toBe(0)
  await page.close()
}

/** Without script the page shows what is there when it is loaded. */
async function entryAfterRefreshing(
  entry: { count(): Promise<number> },
  refresh: () => Promise<unknown>,
): Promise<void> {
  await expect
    .poll(
      async () => {
        await refresh()
        return await entry.count()
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe(1)
}
