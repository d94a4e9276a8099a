import type { AcquirerOutside } from "#checkout-server/outside.ts"
import type { Transaction } from "#db/connect.ts"
import { inTransaction } from "#db/connect.ts"
import type { PayoutShare } from "#db/queries/reconciliation.ts"
import { findPayoutShares, findPosted } from "#db/queries/reconciliation.ts"
import { holdBooks, insertPayout } from "#db/records/reconciliation.ts"
import { posting } from "#domain/ledger/posting.ts"
import { exactPence, formatPounds } from "#domain/money.ts"
import { ok } from "#domain/problem.ts"
import { closeDifference, openDifference } from "#operations/reconciliation/differences.ts"
import type { Payout } from "#ports/acquirer-books.ts"

/**
 * Posts what a payout brought each buyer, by the lines that it is made of. Where these are not all here, nothing is
 * posted and people are told: a share would be wrong for good.
 */
export async function postPayout(outside: AcquirerOutside, payout: Payout): Promise<void> {
  const { payoutId } = payout
  await inTransaction(outside.db, async (transaction) => {
    await holdBooks(transaction)
    const shares = await findPayoutShares(transaction, outside.acquirer.name, payoutId)
    const what = await whatDiffers(transaction, payout, shares)
    if (what !== null) {
      await openDifference(outside, transaction, { subjectId: payoutId, paymentId: null, what })
      return ok(null)
    }
    for (const share of shares) await postShare(outside, transaction, { payoutId, share })
    const evidence = `the payout is the sum of its lines, ${formatPounds(payout.amount)}`
    await closeDifference(outside, transaction, { subjectId: payoutId, evidence })
    return ok(null)
  })
}

const sourceOf = (payoutId: string, buyerId: string): string => `${payoutId}:${buyerId}`

async function whatDiffers(
  transaction: Transaction,
  payout: Payout,
  shares: readonly PayoutShare[],
): Promise<string | null> {
  const { payoutId, amount } = payout
  const sum = exactPence(shares.reduce((total, { net }) => total + net, 0))
  if (sum !== amount) return `a payout of ${formatPounds(amount)}, lines of ${formatPounds(sum)}`
  const ours = shares.flatMap(({ buyerId, net }) => (buyerId === null ? [] : [{ buyerId, net }]))
  const posted = await findPosted(
    transaction,
    "payout",
    ours.map(({ buyerId }) => sourceOf(payoutId, buyerId)),
  )
  const changed = ours.find(({ buyerId, net }) => {
    const before = posted.get(sourceOf(payoutId, buyerId))
    return before !== undefined && before !== -net
  })
  return changed === undefined ? null : `the lines of a posted payout changed, buyer ${changed.buyerId}`
}

async function postShare(
  outside: AcquirerOutside,
  transaction: Transaction,
  { payoutId, share }: { readonly payoutId: string; readonly share: PayoutShare },
): Promise<void> {
  const { buyerId, mode, net } = share
  if (buyerId === null || mode === null || net === 0) return
  const sourceId = sourceOf(payoutId, buyerId)
  if ((await findPosted(transaction, "payout", [sourceId])).has(sourceId)) return
  const stamp = { id: outside.ids.next(), at: outside.clock.now() }
  await insertPayout(transaction, { posting: posting("payout", sourceId, net), buyerId, mode, stamp })
}
