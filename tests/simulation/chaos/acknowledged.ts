import type postgres from "postgres"
import type { Violation } from "#tests/simulation/invariants.ts"

/** What somebody was told for certain, and may therefore rely on for ever. */
export class Acknowledged {
  /** 201: by payment id. */
  readonly created = new Map<string, { readonly amount: number; readonly reference: string }>()
  /** "Payment complete" was shown. */
  readonly completed = new Set<string>()
  /** 204 to a capture. */
  readonly captured = new Set<string>()
  /** 204 to a cancellation. */
  readonly cancelled = new Set<string>()
  /** 202: by refund id. */
  readonly refunded = new Map<string, { readonly paymentId: string; readonly amount: number }>()
}

interface Kept {
  readonly id: string
  readonly state: string
  readonly amount: number
  readonly captured: number
  readonly reference: string
}

/** Every promise that the database does not keep. */
export async function brokenPromises(
  checkout: postgres.Sql,
  acknowledged: Acknowledged,
): Promise<readonly Violation[]> {
  const rows = await checkout<Kept[]>`
    SELECT id, state, amount::int, captured::int, reference FROM payment ORDER BY id`
  const payments = new Map(rows.map((row) => [row.id, row]))
  const broken: Violation[] = []
  const expect = (promise: string, id: string, holds: (payment: Kept) => boolean) => {
    const payment = payments.get(id)
    if (payment && holds(payment)) return
    const detail = payment ? `is ${payment.state}, ${payment.captured} of ${payment.amount}` : "is not there"
    broken.push({ rule: `what was acknowledged is kept: ${promise}`, subject: id, detail })
  }
  for (const [id, { amount, reference }] of acknowledged.created) {
    expect("created", id, (payment) => payment.amount === amount && payment.reference === reference)
  }
  const isPaid = (payment: Kept) => payment.state === "captured" && payment.captured === payment.amount
  for (const id of acknowledged.completed) expect("receipt shown", id, isPaid)
  for (const id of acknowledged.captured) expect("capture", id, isPaid)
  for (const id of acknowledged.cancelled) {
    expect("cancellation", id, (payment) => payment.state === "cancelled_by_service")
  }
  const orders = Map.groupBy(rows, ({ reference }) => reference)
  const doubled = [...orders]
    .filter(([, payments]) => payments.length > 1)
    .map(([subject, { length }]) => ({ rule: "an order has one payment", subject, detail: `${length}` }))
  return [...broken, ...doubled, ...(await brokenRefunds(checkout, acknowledged))]
}

async function brokenRefunds(
  checkout: postgres.Sql,
  { refunded }: Acknowledged,
): Promise<readonly Violation[]> {
  if (refunded.size === 0) return []
  const rows = await checkout<{ id: string; payment_id: string; amount: number }[]>`
    SELECT id, payment_id, amount::int FROM refund`
  const refunds = new Map(rows.map((row) => [row.id, row]))
  return [...refunded].flatMap(([id, { paymentId, amount }]) => {
    const kept = refunds.get(id)
    if (kept?.payment_id === paymentId && kept.amount === amount) return []
    return [{ rule: "what was acknowledged is kept: refund", subject: id, detail: `of payment ${paymentId}` }]
  })
}
