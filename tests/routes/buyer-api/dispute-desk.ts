import { findNewestObjectId } from "#db/queries/payments.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import type { CallAnswer } from "./council.ts"
import { charge, leastRequest } from "./council.ts"
import type { Desk } from "./desk.ts"
import { openDesk } from "./desk.ts"

/** What a bank is told here; no word of it may stay anywhere. */
export const explanation = "Mrs Canary of 1 Stryd Fawr paid at the desk."

const weekMilliseconds = 7 * 24 * hourMilliseconds

/** A buyer's desk where disputes are answered; each call with its key, unless another is given. */
export interface DisputeCalls {
  readonly desk: Desk
  /** A captured payment whose payee has gone to his bank about all of it, and the id that a webhook told. */
  disputed(
    facts?: Partial<DisputeSnapshot>,
    key?: string,
  ): Promise<{ readonly paymentId: string; readonly id: string }>
  get(id: string, key?: string): Promise<CallAnswer>
  list(paymentId: string, key?: string): Promise<CallAnswer>
  send(id: string, body?: unknown, key?: string): Promise<CallAnswer>
  accept(id: string, key?: string): Promise<CallAnswer>
}

/** Opens it before the file's tests, and closes it after them. */
export function openDisputeDesk(): DisputeCalls {
  const desk = openDesk()
  return {
    desk,
    disputed: async (facts = {}, key = desk.key) => {
      const { body } = await desk.call("POST", "/v1/payments", { key, body: leastRequest })
      const paymentId = String(body.payment_id)
      await charge(desk.outside, paymentId)
      const openedAt = desk.outside.clock.now()
      const dispute: DisputeSnapshot = {
        acquirerDisputeId: `dp_${paymentId}`,
        amount: exactPence(5750),
        reason: "fraudulent",
        status: "needs_response",
        evidenceDueAt: later(openedAt, weekMilliseconds),
        openedAt,
        ...facts,
      }
      const object = (await findNewestObjectId(desk.outside.db, paymentId)) ?? ""
      desk.outside.acquirer.change(object, { disputes: [dispute] })
      await syncPayment(desk.outside, { paymentId, door: "acquirer" })
      const [told] = await desk.outside.db.execute<{ body: string }>(
        `select body from outbox_event where subject_id = '${paymentId}' and type = 'dispute.opened'`,
      )
      const { data }: { readonly data: { readonly dispute_id: string } } = JSON.parse(told?.body ?? "{}")
      return { paymentId, id: data.dispute_id }
    },
    get: (id, key = desk.key) => desk.call("GET", `/v1/disputes/${id}`, { key }),
    list: (paymentId, key = desk.key) => desk.call("GET", `/v1/payments/${paymentId}/disputes`, { key }),
    send: (id, body = { explanation }, key = desk.key) =>
      desk.call("POST", `/v1/disputes/${id}/evidence`, { key, body }),
    accept: (id, key = desk.key) => desk.call("POST", `/v1/disputes/${id}/acceptance`, { key }),
  }
}
