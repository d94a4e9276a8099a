import type { Dispute } from "#domain/disputes/dispute.ts"
import type { Instant } from "#domain/instant.ts"
import type { Discrepancy } from "#domain/ledger/discrepancy.ts"
import type { LedgerAccount, PostingKind } from "#domain/ledger/posting.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence, formatPounds } from "#domain/money.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { isClosed } from "#domain/payments/state.ts"
import type { Refund } from "#domain/refunds/refund.ts"

/** What one posting kind and source moved on one account. */
export interface PostedSum {
  readonly kind: PostingKind
  readonly sourceId: string
  readonly account: LedgerAccount
  readonly amount: Pence
}

/** Everything that is written about a payment's money, as it stood at one moment. */
export interface PaymentBooks {
  readonly payment: Payment
  readonly posted: readonly PostedSum[]
  readonly refunds: readonly Refund[]
  readonly disputes: readonly Dispute[]
  /** The acquirer's payments of this payment's attempts, oldest first. */
  readonly acquirerPaymentIds: readonly string[]
  /** When its newest operation without an answer was begun; null where all have ended. */
  readonly openSince: Instant | null
}

/** What of a payment's money is with the acquirer, by the ledger; fees and payouts leave it by other ways. */
export function receivable({ posted }: PaymentBooks): Pence {
  return sumOf(posted, ({ kind, account }) => account === "acquirer_receivable" && kind !== "fee")
}

/** Where the payment, its refunds and its disputes stand otherwise than the ledger says. */
export function discrepanciesOf(books: PaymentBooks): readonly Discrepancy[] {
  return [
    ...captureDiscrepancies(books),
    ...refundSums(books),
    ...refundPostings(books),
    ...disputePostings(books),
    ...closedMoney(books),
  ]
}

function sumOf(posted: readonly PostedSum[], counts: (sum: PostedSum) => boolean): Pence {
  return exactPence(posted.filter(counts).reduce((total, { amount }) => total + amount, 0))
}

/** What was posted of a source on an account. */
function postedOn(books: PaymentBooks, account: LedgerAccount, of: Pick<PostedSum, "sourceId">): Pence {
  return sumOf(books.posted, (sum) => sum.account === account && sum.sourceId === of.sourceId)
}

/** What was given back by a correction: a capture that never was. */
function correctedOf(books: PaymentBooks): Pence {
  return sumOf(
    books.posted,
    ({ kind, account }) => kind === "capture_corrected" && account === "buyer_payable",
  )
}

function captureDiscrepancies(books: PaymentBooks): readonly Discrepancy[] {
  const { payment } = books
  const about = { paymentId: payment.id, subjectId: payment.id }
  const captured = sumOf(
    books.posted,
    ({ kind, account }) => kind === "captured" && account === "acquirer_receivable",
  )
  const found: Discrepancy[] = []
  if (captured !== payment.captured) {
    const payments = `captured ${formatPounds(payment.captured)}`
    found.push({ ...about, kind: "capture_differs", payments, ledger: `captured ${formatPounds(captured)}` })
  }
  const shouldBePosted = payment.state === "captured" || correctedOf(books) > 0
  if (shouldBePosted !== captured > 0) {
    const ledger = captured > 0 ? "a capture" : "no capture"
    found.push({ ...about, kind: "capture_misplaced", payments: payment.state, ledger })
  }
  return found
}

function refundSums(books: PaymentBooks): readonly Discrepancy[] {
  const { payment, refunds } = books
  const own = refunds.filter(({ kind }) => kind === "refund")
  const sum = (counts: (refund: Refund) => boolean) =>
    exactPence(own.filter(counts).reduce<number>((total, { amount }) => total + amount, correctedOf(books)))
  const reserved = sum(({ state }) => state !== "failed")
  const refunded = sum(({ state }) => state === "succeeded")
  if (reserved === payment.refundReserved && refunded === payment.refunded) return []
  const told = (one: Pence, other: Pence) => `reserved ${formatPounds(one)}, refunded ${formatPounds(other)}`
  return [
    {
      kind: "refunds_differ",
      paymentId: payment.id,
      subjectId: payment.id,
      payments: told(payment.refundReserved, payment.refunded),
      ledger: `refunds and corrections: ${told(reserved, refunded)}`,
    },
  ]
}

const refundKinds: readonly PostingKind[] = [
  "refund_submitted",
  "refund_succeeded",
  "refund_failed",
  "refund_returned",
]

function refundPostings(books: PaymentBooks): readonly Discrepancy[] {
  const paymentId = books.payment.id
  const wrong = books.refunds.flatMap((refund): readonly Discrepancy[] => {
    const of = { sourceId: refund.id }
    const isOut = refund.state === "submitted" || refund.state === "needs_operator"
    const inFlight = exactPence(-postedOn(books, "refunds_in_flight", of))
    const gone = exactPence(-postedOn(books, "acquirer_receivable", of))
    const late = postedOn(books, "acquirer_receivable", { sourceId: refund.acquirerPaymentId })
    const isRight =
      inFlight === (isOut ? refund.amount : 0) &&
      gone === (refund.state === "succeeded" ? refund.amount : 0) &&
      (refund.kind === "refund" || late === refund.amount)
    if (isRight) return []
    const payments = `${refund.kind} of ${formatPounds(refund.amount)} ${refund.state}`
    const source = refund.kind === "reversal" ? `, late money ${formatPounds(late)}` : ""
    const ledger = `in flight ${formatPounds(inFlight)}, gone ${formatPounds(gone)}${source}`
    return [{ kind: "refund_misposted", paymentId, subjectId: refund.id, payments, ledger }]
  })
  return [...wrong, ...ownerless(books, { kind: "refund_misposted", kinds: refundKinds, of: books.refunds })]
}

const disputeKinds: readonly PostingKind[] = ["dispute_opened", "dispute_won", "dispute_lost"]

function disputePostings(books: PaymentBooks): readonly Discrepancy[] {
  const paymentId = books.payment.id
  const wrong = books.disputes.flatMap((dispute): readonly Discrepancy[] => {
    const of = { sourceId: dispute.id }
    const isOpen = dispute.state === "needs_response" || dispute.state === "under_review"
    const held = postedOn(books, "disputes_held", of)
    const lost = postedOn(books, "buyer_payable", of)
    if (held === (isOpen ? dispute.amount : 0) && lost === (dispute.state === "lost" ? dispute.amount : 0)) {
      return []
    }
    const payments = `dispute of ${formatPounds(dispute.amount)} ${dispute.state}`
    const ledger = `held ${formatPounds(held)}, lost ${formatPounds(lost)}`
    return [{ kind: "dispute_misposted", paymentId, subjectId: dispute.id, payments, ledger }]
  })
  return [
    ...wrong,
    ...ownerless(books, { kind: "dispute_misposted", kinds: disputeKinds, of: books.disputes }),
  ]
}

/** Postings of refunds or disputes that are not there. */
function ownerless(
  books: PaymentBooks,
  search: {
    readonly kind: Discrepancy["kind"]
    readonly kinds: readonly PostingKind[]
    readonly of: readonly { readonly id: string }[]
  },
): readonly Discrepancy[] {
  const owners = search.of.map(({ id }) => id)
  const lost = books.posted.filter(
    ({ kind, sourceId }) => search.kinds.includes(kind) && !owners.includes(sourceId),
  )
  return [...Map.groupBy(lost, ({ sourceId }) => sourceId)].map(([subjectId, sums]) => ({
    kind: search.kind,
    paymentId: books.payment.id,
    subjectId,
    payments: "not there",
    ledger: [...new Set(sums.map(({ kind }) => kind))].join(", "),
  }))
}

function closedMoney(books: PaymentBooks): readonly Discrepancy[] {
  const { payment } = books
  if (!isClosed(payment.state)) return []
  const kept = exactPence(payment.captured - payment.refundReserved)
  const owed = exactPence(-sumOf(books.posted, ({ account }) => account === "buyer_payable"))
  if (kept === 0 && owed === 0) return []
  return [
    {
      kind: "closed_keeps_money",
      paymentId: payment.id,
      subjectId: payment.id,
      payments: `${payment.state} with ${formatPounds(kept)}`,
      ledger: `owes the buyer ${formatPounds(owed)}`,
    },
  ]
}
