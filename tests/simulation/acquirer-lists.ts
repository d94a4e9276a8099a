import type { ChangePage, ChangesFrom, ReferenceMatches } from "#ports/acquirer.ts"
import type { AcquirerBooks } from "./acquirer-books.ts"
import type { Decided } from "./acquirer-keys.ts"
import { accept } from "./acquirer-keys.ts"
import { snapshotOf } from "./acquirer-payment.ts"

const changesOfPage = 50

/** Every payment at the acquirer that was made for one of ours. */
export function matchesOf({ payments }: AcquirerBooks, paymentId: string): Decided<ReferenceMatches> {
  const own = [...payments.values()].filter(({ request }) => request.paymentId === paymentId)
  return accept({ snapshots: own.map(snapshotOf), complete: true })
}

/** A page of what changed, in order; a cursor is a place in that order. */
export function changesFrom({ changes }: AcquirerBooks, from: ChangesFrom): Decided<ChangePage> {
  const begin = "cursor" in from ? Number(from.cursor) : changes.filter(({ at }) => at < from.since).length
  const end = Math.min(begin + changesOfPage, changes.length)
  return accept({
    changes: changes.slice(begin, end),
    nextCursor: changes.length === 0 ? null : String(end),
    complete: end === changes.length,
  })
}
