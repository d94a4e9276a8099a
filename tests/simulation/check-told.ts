import { publicState } from "#domain/payments/public-state.ts"
import { webhookEventFor } from "#domain/webhooks/event-type.ts"
import type { EndState, EventRow, OutboxRow, PaymentRow } from "./end-state.ts"

/** Every change that buyers are told of has one event, gapless, delivered; and nothing told is taken back. */
export function checkTold(
  payment: PaymentRow,
  received: ReadonlyMap<string, string>,
  end: EndState,
): readonly string[] {
  const told = end.outbox_event.filter((one) => one.subject_id === payment.id)
  const faults: string[] = []
  if (told.length !== payment.notices) faults.push(`${told.length} events and ${payment.notices} notices`)
  told.forEach((one, index) => {
    if (one.sequence !== index + 1) faults.push(`event ${one.sequence} in place ${index + 1}`)
    if (received.get(one.id) !== one.body) faults.push(`${one.type} never reached the buyer`)
  })
  const undelivered = end.webhook_delivery.filter(
    (one) => told.some(({ id }) => id === one.event_id) && one.state !== "delivered",
  )
  return [
    ...faults,
    ...undelivered.map(({ state }) => `a delivery is ${state}`),
    ...checkChanges(payment, told, end),
    ...checkRefunds(payment, told, end),
    ...checkWords(payment, told),
  ]
}

/** One event for each change of the payment itself and of its disputes, in their order. */
function checkChanges(payment: PaymentRow, told: readonly OutboxRow[], end: EndState): readonly string[] {
  const history = end.payment_event.filter((one) => one.payment_id === payment.id)
  const expected = history.flatMap(toldOf).join()
  const found = told
    .map(({ type }) => type)
    .filter((type) => !type.startsWith("refund."))
    .join()
  return found === expected ? [] : [`told ${found} of ${expected}`]
}

const disputes: Readonly<Record<string, string>> = {
  dispute_opened: "dispute.opened",
  dispute_updated: "dispute.updated",
  dispute_closed: "dispute.closed",
}

function toldOf({ event, from_state, to_state }: EventRow): readonly string[] {
  const dispute = disputes[event]
  if (dispute !== undefined) return [dispute]
  const isLate = from_state === to_state && (event === "captured" || event === "authorised")
  if (isLate) return ["payment.late_success_reversed"]
  const type = from_state === to_state ? null : webhookEventFor(from_state, to_state)
  return type === null ? [] : [type]
}

/** A refund is told from its request to its end. A reversal is our own business. */
function checkRefunds(payment: PaymentRow, told: readonly OutboxRow[], end: EndState): readonly string[] {
  return end.refund
    .filter((one) => one.payment_id === payment.id)
    .flatMap(({ id, kind, state }) => {
      const own = told.filter(({ type, body }) => type.startsWith("refund.") && bodyOf(body).refund_id === id)
      const types = own.map(({ type }) => type)
      if (kind === "reversal") return types.length === 0 ? [] : ["a reversal was told as a refund"]
      const isWhole = types[0] === "refund.submitted" && types.at(-1) === `refund.${state}`
      return isWhole && new Set(types).size === types.length
        ? []
        : [`a ${state} refund was told as ${types.join()}`]
    })
}

/** Once a buyer has heard of an end, he hears of no other; and it is the end that the payment has. */
function checkWords(payment: PaymentRow, told: readonly OutboxRow[]): readonly string[] {
  const finished = told.map(({ body }) => bodyOf(body).state).filter((state) => state.finished)
  const words = [...new Set(finished.map(({ status }) => status))]
  const [word] = words
  if (words.length > 1) return [`told as ${words.join(" and then as ")}`]
  return word === undefined || word === publicState(payment.state).status ? [] : [`told as ${word}`]
}

function bodyOf(body: string): {
  readonly refund_id: string | null
  readonly state: { readonly status: string; readonly finished: boolean }
} {
  return JSON.parse(body).data
}
