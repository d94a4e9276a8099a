import type { AcquirerOutside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import type { ReconciliationItem } from "#db/queries/reconciliation.ts"
import {
  findDisputeIds,
  findItems,
  findMovements,
  findPaymentsOfBooks,
  findPosted,
} from "#db/queries/reconciliation.ts"
import { insertPosting } from "#db/records/ledger.ts"
import { holdBooks, recordItems } from "#db/records/reconciliation.ts"
import type { LineMatch, Movement } from "#domain/ledger/match-line.ts"
import { matchLine } from "#domain/ledger/match-line.ts"
import { posting } from "#domain/ledger/posting.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { ok } from "#domain/problem.ts"
import type { UtcDay } from "#domain/utc-day.ts"
import { closeDifference, openDifference } from "#operations/reconciliation/differences.ts"
import type { SettlementLine } from "#ports/acquirer-books.ts"

/** What is known here of a batch of lines. */
interface Known {
  readonly payments: ReadonlyMap<string, Payment>
  readonly movements: readonly Movement[]
  readonly disputeIds: ReadonlyMap<string, string>
  /** The lines as they were found before. */
  readonly before: ReadonlyMap<string, ReconciliationItem>
  /** Which line stands beside a posting. */
  readonly takenBy: Map<string, string>
}

interface MatchedLine {
  readonly line: SettlementLine
  readonly match: LineMatch
}

/**
 * Holds a batch of lines of the acquirer's books against the ledger, and writes how each stands. Posts the acquirer's
 * fees; gives differences to people, and ends their cases where a posting came after all. May run again.
 */
export async function matchLines(
  outside: AcquirerOutside,
  batch: { readonly day: UtcDay; readonly lines: readonly SettlementLine[] },
): Promise<void> {
  await inTransaction(outside.db, async (transaction) => {
    await holdBooks(transaction)
    const known = await lookUp(transaction, outside.acquirer.name, batch.lines)
    const matched = batch.lines.map((line) => ({ line, match: matchOne(known, line) }))
    await recordItems(
      transaction,
      matched.map((one) => itemOf(outside, { ...one, known, day: batch.day })),
    )
    await postFees(outside, transaction, { known, matched })
    for (const one of matched) await tellPeople(outside, transaction, { ...one, known })
    return ok(null)
  })
}

async function lookUp(
  transaction: Transaction,
  acquirer: string,
  lines: readonly SettlementLine[],
): Promise<Known> {
  const payments = await findPaymentsOfBooks(
    transaction,
    lines.map(({ reference }) => reference),
  )
  const movements = await findMovements(
    transaction,
    payments.map(({ id }) => id),
  )
  const disputes = lines.flatMap(({ acquirerDisputeId: id }) => (id === null ? [] : [id]))
  const lineIds = lines.map(({ lineId }) => lineId)
  const postingIds = movements.map(({ id }) => id)
  const [disputeIds, items] = await Promise.all([
    findDisputeIds(transaction, acquirer, disputes),
    findItems(transaction, { acquirer, lineIds, postingIds }),
  ])
  return {
    payments: new Map(payments.map((payment) => [payment.id, payment])),
    movements,
    disputeIds,
    before: new Map(items.map((item) => [item.lineId, item])),
    takenBy: new Map(items.map(({ ledgerTransactionId, lineId }) => [ledgerTransactionId ?? "", lineId])),
  }
}

function matchOne(known: Known, line: SettlementLine): LineMatch {
  const { payments, movements, disputeIds, takenBy } = known
  const match = matchLine(line, {
    isOurs: payments.has(line.reference),
    movements: movements.filter(({ id, paymentId }) => {
      const isFree = (takenBy.get(id) ?? line.lineId) === line.lineId
      return isFree && paymentId === line.reference
    }),
    disputeId: disputeIds.get(line.acquirerDisputeId ?? "") ?? null,
  })
  if (match.movement) takenBy.set(match.movement.id, line.lineId)
  return match
}

function itemOf(
  outside: AcquirerOutside,
  { line, match, known, day }: MatchedLine & { readonly known: Known; readonly day: UtcDay },
) {
  return {
    acquirer: outside.acquirer.name,
    lineId: line.lineId,
    day,
    inBooks: true,
    kind: line.kind,
    reference: line.reference,
    buyerId: known.payments.get(line.reference)?.buyerId ?? null,
    gross: line.gross,
    fee: line.fee,
    net: line.net,
    payoutId: line.payoutId,
    state: match.state,
    ledgerTransactionId: match.movement?.id ?? null,
    checkedAt: outside.clock.now(),
  }
}

async function postFees(
  outside: AcquirerOutside,
  transaction: Transaction,
  { known, matched }: { readonly known: Known; readonly matched: readonly MatchedLine[] },
): Promise<void> {
  const charged = matched.filter(({ line, match }) => match.state === "matched" && line.fee > 0)
  const posted = await findPosted(
    transaction,
    "fee",
    charged.map(({ line }) => line.lineId),
  )
  for (const { line } of charged) {
    const payment = known.payments.get(line.reference)
    if (payment === undefined || posted.has(line.lineId)) continue
    const stamp = { id: outside.ids.next(), at: outside.clock.now() }
    await insertPosting(transaction, { posting: posting("fee", line.lineId, line.fee), payment, stamp })
  }
}

/** A difference is told when it appears and when it changes: what people have noted is not told again. */
async function tellPeople(
  outside: AcquirerOutside,
  transaction: Transaction,
  { line, match, known }: MatchedLine & { readonly known: Known },
): Promise<void> {
  const before = known.before.get(line.lineId)
  const subjectId = line.lineId
  if (match.state === "matched") {
    const wasOpen = before !== undefined && before.state !== "matched"
    const evidence = `matched by posting ${match.movement?.id}`
    if (wasOpen) await closeDifference(outside, transaction, { subjectId, evidence })
    return
  }
  if (before?.state === match.state && before.gross === line.gross) return
  const paymentId = known.payments.get(line.reference)?.id ?? null
  await openDifference(outside, transaction, { subjectId, paymentId, what: match.state })
}
