import type { Outside } from "#checkout-server/outside.ts"
import { forEachAcquirer } from "#checkout-server/outside.ts"
import { findPostingBalances, readPaymentBooks } from "#db/queries/ledger.ts"
import type { Instant } from "#domain/instant.ts"
import type { Discrepancy } from "#domain/ledger/discrepancy.ts"
import { discrepanciesOf } from "#domain/ledger/payment-books.ts"
import { formatPounds } from "#domain/money.ts"
import { compareWithAcquirer } from "#operations/ledger/compare-with-acquirer.ts"
import { findUnknownCharges } from "#operations/ledger/find-unknown-charges.ts"

/** Postings and payments read at once: a page takes well under a second, and holds up nobody. */
const pageSize = 200

/** How far a verification has come. */
export interface VerificationCount {
  postings: number
  payments: number
  /** Payments whose standing the acquirer was asked for. */
  asked: number
  /** Payments left out of that because an operation was under way. */
  inFlight: number
  /** Questions that acquirers gave no usable answer to, by account: so much is not verified. */
  readonly unanswered: Map<string, number>
  discrepancies: number
}

/** What is verified, and who is told. */
export interface Verifying {
  /** Payments created since then are compared with the acquirer; null: none is. */
  readonly since: Instant | null
  found(discrepancy: Discrepancy): void
  progress(count: Readonly<VerificationCount>): void
}

/**
 * Compares acquirer, ledger and payments, to the penny, and tells of every difference. Changes nothing. Reads page by
 * page, each as it stood at one moment, so that it may run beside the work of the day.
 */
export async function verifyLedger(outside: Outside, verifying: Verifying): Promise<VerificationCount> {
  const count = { postings: 0, payments: 0, asked: 0, inFlight: 0, unanswered: new Map(), discrepancies: 0 }
  const tell = (discrepancies: readonly Discrepancy[]) => {
    count.discrepancies += discrepancies.length
    for (const discrepancy of discrepancies) verifying.found(discrepancy)
  }
  await verifyPostings(outside, { verifying, count, tell })
  await verifyPayments(outside, { verifying, count, tell })
  const { since } = verifying
  if (since !== null) {
    await forEachAcquirer(outside, async (each) => {
      const unknown = await findUnknownCharges(each, since)
      tell(unknown.discrepancies)
      if (unknown.unanswered > 0) addUnanswered(count, each.acquirer.name, unknown.unanswered)
    })
  }
  return count
}

interface Run {
  readonly verifying: Verifying
  readonly count: VerificationCount
  readonly tell: (discrepancies: readonly Discrepancy[]) => void
}

async function verifyPostings(outside: Outside, { verifying, count, tell }: Run): Promise<void> {
  let after: string | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof findPostingBalances>> = await findPostingBalances(outside.db, {
      after,
      limit: pageSize,
    })
    tell(
      page
        .filter(({ lines, sum }) => lines < 2 || sum !== 0)
        .map(({ id, paymentId, lines, sum }) => ({
          kind: "posting_unbalanced",
          paymentId,
          subjectId: id,
          ledger: `${lines} lines, sum ${formatPounds(sum)}`,
        })),
    )
    count.postings += page.length
    verifying.progress(count)
    after = page.at(-1)?.id ?? null
    if (page.length < pageSize) return
  }
}

async function verifyPayments(outside: Outside, { verifying, count, tell }: Run): Promise<void> {
  let after: string | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof readPaymentBooks>> = await readPaymentBooks(outside.db, {
      after,
      limit: pageSize,
    })
    tell(page.flatMap(discrepanciesOf))
    count.payments += page.length
    verifying.progress(count)
    const { since } = verifying
    if (since !== null) {
      const recent = page.filter(({ payment }) => payment.createdAt >= since)
      await compareWithAcquirer(outside, recent, (compared, account) => {
        count.asked += 1
        if (compared === "in_flight") count.inFlight += 1
        else if (compared === "unanswered") addUnanswered(count, account, 1)
        else if (compared !== "equal") tell([compared])
        verifying.progress(count)
      })
    }
    after = page.at(-1)?.payment.id ?? null
    if (page.length < pageSize) return
  }
}

function addUnanswered({ unanswered }: VerificationCount, account: string, questions: number): void {
  unanswered.set(account, (unanswered.get(account) ?? 0) + questions)
}
