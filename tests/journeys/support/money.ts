import * as v from "valibot"
import { expect } from "vitest"
import type { LocalStack } from "./local-stack.ts"
import type { World } from "./world.ts"

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

/** Asks everybody: the acquirer charged once, the ledger balances, the API says so, and the council is told. */
export async function expectPaidOnce(world: World, paymentId: string, pence: number): Promise<void> {
  expect(await effectsOf(world.stack(), paymentId)).toEqual([`charge ${pence}`])
  expect(await postingsOf(world.stack(), paymentId)).toEqual([
    [`acquirer_receivable ${pence}`, `buyer_payable ${-pence}`],
  ])
  expect(await statusInApi(world.stack(), paymentId)).toBe("success")
  world.told.push({ paymentId, type: "payment.captured" })
}

/** Nothing was charged, nothing stands in the ledger, and the council is told how it ended. */
export async function expectNotPaid(
  world: World,
  paymentId: string,
  ended: { readonly status: string; readonly type: string },
): Promise<void> {
  expect(await effectsOf(world.stack(), paymentId)).toEqual([])
  expect(await postingsOf(world.stack(), paymentId)).toEqual([])
  expect(await statusInApi(world.stack(), paymentId)).toBe(ended.status)
  world.told.push({ paymentId, type: ended.type })
}

/** What the ledger's accounts hold of a payment; those that are even are left out. */
export async function balancesOf(stack: LocalStack, paymentId: string): Promise<Record<string, number>> {
  const rows = await stack.sql<{ account: string; balance: number }[]>`
    SELECT e.account, sum(e.amount)::int AS balance FROM ledger_entry e
    JOIN ledger_transaction t ON t.id = e.transaction_id
    WHERE t.payment_id = ${paymentId} GROUP BY e.account HAVING sum(e.amount) <> 0`
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]))
}

/** What the API and the webhook say of a payment that its payee cancelled. */
export const cancelledByPayee = { status: "failed P0030", type: "payment.cancelled" } as const

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
