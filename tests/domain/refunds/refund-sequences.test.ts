import fc from "fast-check"
import { expect, it } from "vitest"
import { instant, later } from "#domain/instant.ts"
import type { LedgerAccount, Posting } from "#domain/ledger/posting.ts"
import { posting } from "#domain/ledger/posting.ts"
import { exactPence } from "#domain/money.ts"
import type { PaymentChange } from "#domain/payments/change.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { Refund } from "#domain/refunds/refund.ts"
import type { RefundChange, RefundFinding } from "#domain/refunds/refund-change.ts"
import { amountAvailable, refundChange, requestRefund, reversalOf } from "#domain/refunds/refund-change.ts"
import { aPayment } from "#tests/support/a-payment.ts"

const at = instant(Date.UTC(2026, 10, 22, 9, 30))

/** One thing that happens: a request, late money of an earlier attempt, or a finding about one of the refunds. */
type Step =
  | { readonly kind: "request"; readonly amount: number; readonly expected: number | null }
  | { readonly kind: "late" }
  | { readonly kind: "finding"; readonly of: number; readonly finding: RefundFinding }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("request" as const),
      amount: fc.integer({ min: 1, max: 1_500 }),
      expected: fc.option(fc.integer({ min: 0, max: 1_200 })),
    }),
    fc.record({ kind: fc.constant("late" as const) }),
    fc.record({
      kind: fc.constant("finding" as const),
      of: fc.nat(1_000),
      finding: fc.constantFrom<RefundFinding>("succeeded", "failed", "stuck"),
    }),
  ),
  { maxLength: 40 },
)

/** What stands after some steps: the payment, its refunds and everything that was posted. */
class Books {
  payment: Payment
  readonly captured: number
  readonly refunds: Refund[] = []
  readonly postings: Posting[] = []
  late = 0
  told = 0

  constructor(captured: number) {
    const amount = exactPence(captured)
    this.captured = captured
    this.payment = aPayment({
      state: "captured",
      amount,
      authorised: amount,
      captured: amount,
      capturedAt: at,
    })
    this.postings.push(posting("captured", this.payment.id, amount))
  }

  take(step: Step): void {
    const change = this.decide(step)
    if (change === null) return
    this.write(change.payment)
    const known = this.refunds.findIndex(({ id }) => id === change.refund.id)
    if (known === -1) this.refunds.push(change.refund)
    else this.refunds[known] = change.refund
  }

  private decide(step: Step): RefundChange | null {
    const id = `refund_${this.refunds.length}`
    switch (step.kind) {
      case "request": {
        const { amount, expected } = step
        const before = amountAvailable(this.payment)
        const asked = requestRefund(this.payment, {
          id,
          acquirerPaymentId: "acq",
          amount: exactPence(amount),
          expectedAvailable: expected === null ? null : exactPence(expected),
          disputed: false,
          at,
        })
        const isRight = amount <= before && (expected === null || expected === before)
        expect(asked.ok).toBe(isRight)
        return asked.ok ? asked.value : null
      }
      case "late":
        return this.reverse(id)
      case "finding": {
        const refund = this.refunds[step.of % this.refunds.length]
        if (refund === undefined) return null
        const news = { finding: step.finding, acquirerRefundId: `ref_${step.of}`, at: later(at, 1) }
        const found = refundChange(this.payment, refund, news)
        return found?.kind === "change" ? found.value : null
      }
    }
  }

  private reverse(id: string): RefundChange {
    this.late += 1
    const { payment } = this
    const change: PaymentChange = {
      event: "captured",
      before: payment,
      after: { ...payment, version: payment.version + 1, notices: payment.notices + 1 },
      postings: [],
      notify: "payment.late_success_reversed",
      operatorCase: null,
    }
    const acquirerPaymentId = `acq_late_${this.late}`
    return reversalOf(change, { id, acquirerPaymentId, amount: exactPence(this.captured), at })
  }

  private write(change: PaymentChange): void {
    expect(change.before).toEqual(this.payment)
    expect(change.after.version).toBe(this.payment.version + 1)
    this.told += change.notify === null ? 0 : 1
    expect(change.after.notices).toBe(this.told)
    this.postings.push(...change.postings)
    this.payment = change.after
  }

  sumOf(kind: Refund["kind"], states: readonly Refund["state"][]): number {
    return this.refunds
      .filter((refund) => refund.kind === kind && states.includes(refund.state))
      .reduce((sum, { amount }) => sum + amount, 0)
  }

  balanceOf(account: LedgerAccount): number {
    return this.postings
      .flatMap(({ entries }) => entries)
      .filter((entry) => entry.account === account)
      .reduce((sum, { amount }) => sum + amount, 0)
  }
}

const open = ["submitted", "needs_operator"] as const

function check(books: Books): void {
  const { captured, refundReserved, refunded } = books.payment
  expect(captured).toBe(books.captured)
  expect(refunded).toBeGreaterThanOrEqual(0)
  expect(refunded).toBeLessThanOrEqual(refundReserved)
  expect(refundReserved).toBeLessThanOrEqual(captured)
  expect(refundReserved).toBe(books.sumOf("refund", [...open, "succeeded"]))
  expect(refunded).toBe(books.sumOf("refund", ["succeeded"]))
  const late = books.late * books.captured
  const reversed = books.sumOf("reversal", ["succeeded"])
  const balances = {
    acquirer_receivable: captured - refunded + late - reversed,
    buyer_payable: refundReserved - captured,
    suspense: books.sumOf("reversal", [...open, "succeeded"]) - late,
    refunds_in_flight: 0 - books.sumOf("refund", open) - books.sumOf("reversal", open),
  }
  for (const [account, balance] of Object.entries(balances))
    expect([account, books.balanceOf(account as LedgerAccount)]).toEqual([account, balance])
  const total = books.postings.flatMap(({ entries }) => entries).reduce((sum, { amount }) => sum + amount, 0)
  expect(total).toBe(0)
  const causes = books.postings.map(({ kind, sourceId }) => `${kind} ${sourceId}`)
  expect(new Set(causes).size).toBe(causes.length)
}

it("any sequence of requests, late money and findings keeps sums, ledger and notices exact", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), steps, (captured, taken) => {
      const books = new Books(captured)
      for (const step of taken) {
        books.take(step)
        check(books)
      }
    }),
    { numRuns: 300 },
  )
})
