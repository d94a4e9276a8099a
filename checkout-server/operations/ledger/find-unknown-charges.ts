import type { AcquirerOutside } from "#checkout-server/outside.ts"
import { findKnownObjects } from "#db/queries/ledger.ts"
import { findPayment } from "#db/queries/payments.ts"
import type { Instant } from "#domain/instant.ts"
import type { Discrepancy } from "#domain/ledger/discrepancy.ts"
import { formatPounds } from "#domain/money.ts"
import { askHolding, holding } from "#operations/ledger/compare-with-acquirer.ts"
import { readChanges } from "#operations/recovery/read-changes.ts"
import type { ChangePage, ChangesFrom } from "#ports/acquirer.ts"

/**
 * Goes through everything that the acquirer says happened since, and finds its payments that hold money and that
 * nothing here knows of.
 */
export async function findUnknownCharges(
  outside: AcquirerOutside,
  since: Instant,
): Promise<{ readonly discrepancies: readonly Discrepancy[]; readonly unanswered: number }> {
  const discrepancies: Discrepancy[] = []
  const looked = new Set<string>()
  let unanswered = 0
  let from: ChangesFrom = { since }
  for (;;) {
    const page = await readChanges(outside, from)
    if (typeof page === "string") return { discrepancies, unanswered: unanswered + 1 }
    for (const { acquirerPaymentId, reference } of await unknownOf(outside, page)) {
      if (looked.has(acquirerPaymentId)) continue
      looked.add(acquirerPaymentId)
      const word = await askHolding(outside, acquirerPaymentId)
      if (word === "unanswered") unanswered += 1
      if (typeof word === "string" || holding(word) === 0) continue
      discrepancies.push({
        kind: "charge_unknown",
        paymentId: (await findPayment(outside.db, reference))?.id ?? null,
        subjectId: acquirerPaymentId,
        acquirer: `${formatPounds(holding(word))} for reference ${reference}`,
        ledger: "nothing",
      })
    }
    if (page.complete || page.nextCursor === null) return { discrepancies, unanswered }
    from = { cursor: page.nextCursor }
  }
}

async function unknownOf(outside: AcquirerOutside, { changes }: ChangePage) {
  const ids = changes.map(({ acquirerPaymentId }) => acquirerPaymentId)
  const known = await findKnownObjects(outside.db, outside.acquirer.name, ids)
  return changes.filter(({ acquirerPaymentId }) => !known.has(acquirerPaymentId))
}
