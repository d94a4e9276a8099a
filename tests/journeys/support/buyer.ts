import * as v from "valibot"
import { inTransaction, openConnection } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { recordExtension } from "#db/records/payments.ts"
import { instant, type Language, minuteMilliseconds } from "#domain/instant.ts"
import type { LocalStack } from "./local-stack.ts"

const Created = v.object({
  payment_id: v.string(),
  _links: v.object({ next_url: v.object({ href: v.string() }) }),
})

/** A payment that a council's server creates by the API. */
export async function createPayment(
  stack: LocalStack,
  facts: { readonly language: Language; readonly delayed_capture?: boolean },
): Promise<{ readonly id: string; readonly nextUrl: string }> {
  const response = await call(stack, "/v1/payments", {
    amount: 2400,
    reference: "3000000042",
    description: facts.language === "cy" ? "Ystafell gyfarfod" : "Meeting room",
    return_url: `${stack.urls.demo}${facts.language === "cy" ? "/cy" : ""}/return?order=unknown`,
    ...facts,
  })
  const { payment_id: id, _links: links } = v.parse(Created, await response.json())
  return { id, nextUrl: links.next_url.href }
}

/** Cancels a payment by the API. */
export async function cancelPayment(stack: LocalStack, paymentId: string): Promise<void> {
  await call(stack, `/v1/payments/${paymentId}/cancel`, {})
}

/** Takes the money of an approved payment by the API. */
export async function capturePayment(stack: LocalStack, paymentId: string): Promise<void> {
  await call(stack, `/v1/payments/${paymentId}/capture`, {})
}

/** Sends some of a payment's money back by the API. */
export async function refundPayment(stack: LocalStack, paymentId: string, amount: number): Promise<void> {
  await call(stack, `/v1/payments/${paymentId}/refunds`, { amount })
}

/** Payments that bear the same reference as this one, itself included. */
export async function countOfSameOrder(stack: LocalStack, paymentId: string): Promise<number> {
  const rows = await stack.sql`
    SELECT id FROM payment WHERE reference = (SELECT reference FROM payment WHERE id = ${paymentId})`
  return rows.length
}

async function call(stack: LocalStack, path: string, body: object): Promise<Response> {
  const response = await fetch(`${stack.urls.checkout}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${stack.demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return response
}

/** Nobody waits 90 minutes: moves the moment at which the payment expires to a minute ago. */
export function letTimeRunOut(stack: LocalStack, paymentId: string): Promise<void> {
  return leaveTime(stack, paymentId, -minuteMilliseconds)
}

/** Moves the moment at which the payment expires to so long from now. */
export async function leaveTime(stack: LocalStack, paymentId: string, milliseconds: number): Promise<void> {
  const connection = openConnection(stack.databaseUrl, "journeys")
  const now = Date.now()
  try {
    const recorded = await inTransaction(connection.database, async (transaction) => {
      const before = await findPayment(transaction, paymentId)
      if (!before) throw new Error(`no payment ${paymentId}`)
      const expiresAt = instant(now + milliseconds)
      const stamp = { at: instant(now), door: "payee", id: "", apiUrl: stack.urls.checkout } as const
      return await recordExtension(transaction, { before, expiresAt }, stamp)
    })
    if (!recorded.ok) throw new Error("the payment changed meanwhile")
  } finally {
    await connection.close()
  }
}
