import type { LedgerAccount } from "#domain/ledger/posting.ts"
import { isClosed } from "#domain/payments/state.ts"
import type { AcquirerPayment } from "./acquirer-payment.ts"
import { kept } from "./acquirer-payment.ts"
import type { EndState, PaymentRow } from "./end-state.ts"

/** What the state of a payment promises about money, held against the acquirer's own books. */
export function checkMoney(
  payment: PaymentRow,
  own: readonly AcquirerPayment[],
  end: EndState,
): readonly string[] {
  const objects = end.acquirer_object.filter((one) => one.payment_id === payment.id)
  const known = new Set(objects.map(({ external_id }) => external_id))
  const reversed = new Set(reversals(payment, end).map(({ acquirer_payment_id }) => acquirer_payment_id))
  const charged = own.filter(({ captured }) => captured > 0)
  const good = charged.filter(({ id }) => !reversed.has(id))
  const faults: string[] = []
  const stuck = new Set(failedReversals(payment, end))
  if (good.length > 1) faults.push(`charged ${good.length} times`)
  if (charged.some(({ id }) => !known.has(id))) faults.push("charged on an object that we do not know")
  if (own.some(({ status }) => status === "authorised" || status === "pending"))
    faults.push("money is still reserved")
  if (isClosed(payment.state) && charged.some((one) => kept(one) > 0 && !stuck.has(one.id)))
    faults.push("closed, and the acquirer keeps money")
  if (payment.state === "captured" && good[0]?.captured !== payment.captured)
    faults.push(`we captured ${payment.captured} and the acquirer ${good[0]?.captured ?? "nothing"}`)
  if (payment.state === "captured" && payment.captured !== payment.amount) faults.push("captured another sum")
  return faults
}

function reversals(payment: PaymentRow, end: EndState) {
  return end.refund.filter((one) => one.payment_id === payment.id && one.kind === "reversal")
}

/** Late money that could not be sent back: people know of it, and a case says so. */
function failedReversals(payment: PaymentRow, end: EndState): readonly string[] {
  const cases = end.operator_case.filter(({ reason }) => reason === "reversal_failed")
  return reversals(payment, end)
    .filter(({ id, state }) => state === "failed" && cases.some(({ subject_id }) => subject_id === id))
    .map(({ acquirer_payment_id }) => acquirer_payment_id)
}

/** The acquirer's net, the ledger and the columns of the payment are one. */
export function checkLedger(
  payment: PaymentRow,
  own: readonly AcquirerPayment[],
  end: EndState,
): readonly string[] {
  const lines = end.ledger.filter((one) => one.payment_id === payment.id)
  const sum = (account: LedgerAccount) =>
    lines.filter((one) => one.account === account).reduce((total, { amount }) => total + amount, 0)
  const disputes = end.dispute.filter((one) => one.payment_id === payment.id)
  const lost = disputes
    .filter(({ state }) => state === "lost")
    .reduce((total, { amount }) => total + amount, 0)
  const late = reversals(payment, end).reduce(
    (total, { amount, state }) => total + (state === "failed" ? amount : 0),
    0,
  )
  const expected: readonly (readonly [LedgerAccount, number])[] = [
    ["acquirer_receivable", own.reduce((total, one) => total + kept(one), 0)],
    ["buyer_payable", -(payment.captured - payment.refunded - lost)],
    ["refunds_in_flight", 0],
    ["disputes_held", 0],
    ["suspense", -late],
  ]
  return [
    ...expected
      .filter(([account, amount]) => sum(account) !== amount)
      .map(([account, amount]) => `${account} is ${sum(account)} and should be ${amount}`),
    ...(payment.refund_reserved === payment.refunded ? [] : ["a refund is still reserved"]),
  ]
}
