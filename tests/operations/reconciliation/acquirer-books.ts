import { exactPence } from "#domain/money.ts"
import type { UtcDay } from "#domain/utc-day.ts"
import { nextUtcDay, utcDay } from "#domain/utc-day.ts"
import { reconcileDays } from "#operations/reconciliation/reconcile-days.ts"
import type { Payout, SettlementLine } from "#ports/acquirer-books.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import type { Till } from "#tests/support/till.ts"

const hour = 3_600_000
let counted = 0

/** The acquirer's books of a till, day by day. */
export function acquirerBooks(till: Till) {
  const outside = () => till.council.outside
  const today = () => utcDay(outside().clock.now())
  const dayOf = (day: UtcDay) =>
    outside().acquirer.settlements.get(day) ?? { day, lines: [], payouts: [], complete: true }

  /** Writes a line into a day's books; a line of the same id is written over. */
  const book = (line: SettlementLine, day: UtcDay = today()): SettlementLine => {
    const books = dayOf(day)
    const others = books.lines.filter(({ lineId }) => lineId !== line.lineId)
    outside().acquirer.settlements.set(day, { ...books, lines: [...others, line] })
    return line
  }

  return {
    today,
    book,
    /** The line of a payment of £142.50: the acquirer keeps £1.79. */
    paymentLine: (paymentId: string, facts: Partial<SettlementLine> = {}): SettlementLine => {
      const line = {
        lineId: `stl_${++counted}`,
        kind: "payment" as const,
        acquirerPaymentId: till.firstObjectOf(paymentId),
        reference: paymentId,
        refundId: null,
        acquirerDisputeId: null,
        gross: exactPence(14_250),
        fee: exactPence(179),
        currency: "GBP" as const,
        payoutId: `po_${today()}`,
        occurredAt: outside().clock.now(),
        ...facts,
      }
      return { ...line, net: exactPence(line.gross - line.fee) }
    },
    /** A day's books lose a line. */
    forget: (lineId: string, day: UtcDay) => {
      const books = dayOf(day)
      outside().acquirer.settlements.set(day, {
        ...books,
        lines: books.lines.filter((line) => line.lineId !== lineId),
      })
    },
    change: (day: UtcDay, change: { readonly complete?: boolean; readonly payouts?: readonly Payout[] }) =>
      outside().acquirer.settlements.set(day, { ...dayOf(day), ...change }),
    aPaidPayment: async () => {
      const payment = await aStartedPayment(till.council)
      await till.pay(payment.id)
      return payment
    },
    /** Ten o'clock the next morning. Returns the day that ended. */
    endDay: (): UtcDay => {
      const ended = today()
      const { clock } = outside()
      while (today() !== nextUtcDay(ended)) clock.advance(hour)
      clock.advance(10 * hour)
      return ended
    },
    reconcile: () => reconcileDays(outside()),
    itemsOf: (day: UtcDay) =>
      till.sql`select line_id as line, kind, state, gross::int, buyer_id is not null as ours
        from reconciliation_item where day = ${day} order by line_id`,
    casesOf: (subjectId: string) =>
      till.sql`select reason, payment_id as payment, closed_by as by from operator_case
        where subject_id = ${subjectId} order by opened_at, id`,
    feesOf: (paymentId: string) =>
      till.sql`select source_id as line, account, amount::int from ledger_entry e
        join ledger_transaction t on t.id = e.transaction_id
        where kind = 'fee' and payment_id = ${paymentId} order by account`,
  }
}
