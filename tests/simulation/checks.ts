import type { PaymentState } from "#domain/payments/state.ts"
import { isFinished } from "#domain/payments/state.ts"
import { legalMoves } from "#domain/payments/transition-table.ts"
import { checkAnswers } from "./check-answers.ts"
import { checkLedger, checkMoney } from "./check-money.ts"
import { checkTold } from "./check-told.ts"
import type { EndState, EventRow, PaymentRow } from "./end-state.ts"
import type { World } from "./world.ts"

const legal = new Set(legalMoves().map((move) => move.join(" ")))

/** Everything that must hold when a seed has come to rest. Each line says what does not, by the payment's label. */
export function checkEnd(world: World, end: EndState): readonly string[] {
  const perPayment = end.payment.flatMap((payment) => {
    const own = [...world.books.payments.values()].filter(({ request }) => request.paymentId === payment.id)
    const say = (text: string) => `${world.labelOf(payment.id)} (${payment.state}): ${text}`
    return [
      ...checkRest(payment, end),
      ...checkMoney(payment, own, end),
      ...checkLedger(payment, own, end),
      ...checkHistory(world, payment, end),
      ...checkTold(payment, world.received, end),
    ].map(say)
  })
  return [
    ...perPayment,
    ...checkCases(world, end),
    ...checkWishes(world, end),
    ...checkEffects(world),
    ...checkAnswers(world, end),
    ...checkStrangers(world, end),
    ...checkCardNumbers(world, end),
  ]
}

/** Terminal, with nothing left open that somebody would still have to do. */
function checkRest(payment: PaymentRow, end: EndState): readonly string[] {
  const openStates = ["prepared", "sent", "unknown", "awaiting_payee"]
  const open = end.operation.filter((one) => one.payment_id === payment.id && openStates.includes(one.state))
  const refunds = end.refund.filter((one) => one.payment_id === payment.id && one.state === "submitted")
  return [
    ...(isFinished(payment.state) ? [] : ["is not finished a day after the last fault"]),
    ...open.map(({ kind, state }) => `has an open ${kind} (${state})`),
    ...refunds.map(({ kind }) => `has an open ${kind}`),
  ]
}

/** Ended by somebody while the bank was still asking. No other end leaves an attempt that can be charged. */
const mayBeLate: readonly PaymentState[] = ["cancelled_by_payee", "cancelled_by_service", "expired"]

/** History is a path in the table, one line a version, from birth to where the payment stands. */
function checkHistory(world: World, payment: PaymentRow, end: EndState): readonly string[] {
  const history = end.payment_event.filter((one) => one.payment_id === payment.id)
  const faults: string[] = []
  history.forEach((one, index) => {
    const before = history[index - 1]
    if (one.version !== index + 1) faults.push(`version ${one.version} in place ${index + 1}`)
    if (before && before.to_state !== one.from_state) faults.push(`a gap before version ${one.version}`)
    if (!legal.has(`${one.from_state} ${one.to_state}`))
      faults.push(`an illegal move: ${one.from_state} to ${one.to_state}`)
  })
  // What was reserved and then ended by hand may be heard of in the wrong order.
  const given = world.unclear.has(payment.id) ? [] : history.filter(isMoneyGivenUp)
  faults.push(
    ...given.map(({ from_state }) => `money on an attempt that was called declined (${from_state})`),
  )
  if (history.at(-1)?.to_state !== payment.state) faults.push("its history ends elsewhere")
  if (history.length !== payment.version)
    faults.push(`${history.length} lines and version ${payment.version}`)
  return faults
}

function isMoneyGivenUp({ event, from_state, to_state }: EventRow): boolean {
  const isMoney = event === "captured" || event === "authorised"
  return isMoney && from_state === to_state && !mayBeLate.includes(to_state)
}

const byUnclearWord = ["outcome_unclear", "refund_unclear", "answer_unclear", "contradiction"]

/** People are asked only where a machine cannot know. */
function checkCases(world: World, end: EndState): readonly string[] {
  const ours = new Set(end.acquirer_object.map(({ external_id }) => external_id))
  const hasReason = (reason: string, paymentId: string | null, subject: string): boolean => {
    const isUnclear = world.longSilence || world.unclear.has(paymentId ?? "")
    if (byUnclearWord.includes(reason)) return isUnclear
    if (reason === "reversal_failed")
      return end.refund.some(({ id, state }) => id === subject && state === "failed")
    if (reason === "refund_contradiction") return isLateSuccess(world, subject)
    // A card entry whose answer was lost is a stranger to us, and the acquirer tells of its end all the same.
    return reason === "notification_set_aside" && [...world.books.payments.keys()].some((id) => !ours.has(id))
  }
  return end.operator_case
    .filter(({ reason, payment_id, subject_id }) => !hasReason(reason, payment_id, subject_id))
    .map(
      ({ reason, payment_id }) =>
        `${world.labelOf(payment_id ?? "")}: a case for people without need (${reason})`,
    )
}

/** It came back before anybody here had heard that it succeeded: a late answer that says so is shown to people. */
function isLateSuccess({ books }: World, refundId: string): boolean {
  return [...books.payments.values()].some(
    ({ refunds, scenario }) =>
      scenario?.refund === "succeeds_then_fails" &&
      refunds.some((one) => one.refundId === refundId && one.status === "failed"),
  )
}

/** One effect a key, whatever was repeated and lost. */
function checkEffects(world: World): readonly string[] {
  const seen = new Set<string>()
  return world.books.effects.flatMap(({ key, kind, acquirerPaymentId }) => {
    const again = seen.has(key)
    seen.add(key)
    const reference = world.books.payments.get(acquirerPaymentId)?.request.paymentId ?? ""
    return again ? [`${world.labelOf(reference)}: a second effect (${kind}) under one key`] : []
  })
}

/** However often a request is repeated, it makes one. A basket has one payment that is unfinished or paid. */
function checkWishes({ wishes, refundWishes }: World, { payment, refund }: EndState): readonly string[] {
  const refunds = refund.filter(({ kind }) => kind === "refund").length
  const paid = payment.filter(({ state, basket_id }) => state === "captured" && basket_id !== null)
  const baskets = new Set(paid.map(({ basket_id }) => basket_id))
  return [
    ...(payment.length > wishes ? [`${payment.length} payments of ${wishes} asked for`] : []),
    ...(refunds > refundWishes ? [`${refunds} refunds of ${refundWishes} asked for`] : []),
    ...(paid.length > baskets.size ? ["a basket was paid twice"] : []),
  ]
}

/** Money at the acquirer for a payment that we do not have. */
function checkStrangers(world: World, end: EndState): readonly string[] {
  const ours = new Set(end.payment.map(({ id }) => id))
  return [...world.books.payments.values()]
    .filter((one) => one.captured > 0 && !ours.has(one.request.paymentId))
    .map(() => "the acquirer has money for a payment that we do not have")
}

const cardNumber = /(?<![0-9a-z])\d{13,19}(?![0-9a-z])/

function checkCardNumbers(world: World, end: EndState): readonly string[] {
  const texts = [JSON.stringify(end), ...world.received.values(), ...world.trace.lines]
  return texts.some((text) => cardNumber.test(text)) ? ["a card number where none may be"] : []
}
