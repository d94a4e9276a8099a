import { setTimeout as pause } from "node:timers/promises"
import * as v from "valibot"
import type { Acknowledged } from "./acknowledged.ts"

/** The buyer's server: it calls the API over a bad network until it is answered, and notes what it was promised. */
export interface Buyer {
  /** The payment's address for the payee; null where no answer told of one. */
  create(order: Order): Promise<{ readonly id: string; readonly payUrl: string } | null>
  capture(paymentId: string): Promise<boolean>
  cancel(paymentId: string): Promise<boolean>
  /** `available` is what the buyer believes is left. False where it was refused, or never answered. */
  refund(paymentId: string, refund: { readonly amount: number; readonly available: number }): Promise<boolean>
  /** Whether the API knows refunds; null until one was asked for. */
  readonly offersRefunds: boolean | null
}

export interface Order {
  readonly reference: string
  readonly amount: number
  readonly delayedCapture: boolean
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Longer than the API takes to answer a capture; shorter than anybody's patience. */
const patience = 10_000
const tries = 6
const rest = 1_000

/** What a creation is answered with, and its repeat. */
const done = [201, 202, 200]

const Created = v.object({
  payment_id: v.string(),
  _links: v.object({ next_url: v.object({ href: v.string() }) }),
})
const Refund = v.object({ refund_id: v.string() })

/** A buyer with this API key. */
export function createBuyer(checkoutUrl: string, apiKey: string, acknowledged: Acknowledged): Buyer {
  let offersRefunds: boolean | null = null
  const post = async (path: string, body: unknown, key: string | null): Promise<Answer | null> => {
    try {
      const response = await fetch(`${checkoutUrl}/v1/payments${path}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${apiKey}`,
          "content-type": "application/json",
          ...(key === null ? {} : { "idempotency-key": key }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patience),
      })
      const text = await response.text()
      return { status: response.status, body: text === "" ? null : JSON.parse(text) }
    } catch {
      // Cut off, refused or too slow: whether it was done is not known.
      return null
    }
  }
  /** Asks again until it is answered for certain. What must not be done twice carries a key. */
  const insist = async (path: string, body: unknown, key: string | null = null): Promise<Answer | null> => {
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const answer = await post(path, body, key)
      if (answer && answer.status < 500 && answer.status !== 409) return answer
      await pause(rest)
    }
    return null
  }
  return {
    get offersRefunds() {
      return offersRefunds
    },
    create: async ({ reference, amount, delayedCapture }) => {
      const order = {
        amount,
        reference,
        description: "Chaos",
        return_url: "https://council.example/return",
        delayed_capture: delayedCapture,
      }
      const answer = await insist("", order, reference)
      if (answer === null || !done.includes(answer.status)) return null
      const { payment_id: id, _links: links } = v.parse(Created, answer.body)
      acknowledged.created.set(id, { amount, reference })
      return { id, payUrl: links.next_url.href }
    },
    capture: async (paymentId) => {
      const answer = await insist(`/${paymentId}/capture`, {})
      if (answer?.status !== 204) return false
      acknowledged.captured.add(paymentId)
      return true
    },
    cancel: async (paymentId) => {
      const answer = await insist(`/${paymentId}/cancel`, {})
      if (answer?.status !== 204) return false
      acknowledged.cancelled.add(paymentId)
      return true
    },
    refund: async (paymentId, { amount, available }) => {
      if (offersRefunds === false) return false
      const asked = { amount, refund_amount_available: available }
      const answer = await insist(`/${paymentId}/refunds`, asked, `${paymentId}-${available}`)
      if (answer) offersRefunds = answer.status !== 404 && answer.status !== 405
      if (answer === null || !done.includes(answer.status)) return false
      const { refund_id: id } = v.parse(Refund, answer.body)
      acknowledged.refunded.set(id, { paymentId, amount })
      return true
    },
  }
}
