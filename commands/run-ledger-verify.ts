import type { Outside } from "#checkout-server/outside.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import type { Discrepancy } from "#domain/ledger/discrepancy.ts"
import type { VerificationCount } from "#operations/ledger/verify-ledger.ts"
import { verifyLedger } from "#operations/ledger/verify-ledger.ts"
import type { VerifyWork } from "./ledger-verify-arguments.ts"

/** How the command ends. */
export const verifyEnds = { clean: 0, differs: 1, couldNotCheck: 2 } as const

/** How far back the acquirer is asked, unless told otherwise. */
const defaultDays = 30

/** Who reads along: lines that stay, and how far it has come. */
export interface Reader {
  line(text: string): void
  progress(text: string): void
}

/** Verifies what is asked for, names every difference as it is found, and answers how the command ends. */
export async function runLedgerVerify(
  outside: Outside,
  request: VerifyWork,
  reader: Reader,
): Promise<number> {
  const since = request.since ?? later(outside.clock.now(), -defaultDays * 24 * hourMilliseconds)
  const count = await verifyLedger(outside, {
    since: request.withAcquirer ? since : null,
    found: (discrepancy) => reader.line(lineOf(discrepancy)),
    progress: ({ postings, payments, asked }) =>
      reader.progress(`${postings} postings, ${payments} payments, ${asked} asked …`),
  })
  for (const line of summaryOf(count)) reader.line(line)
  if (count.discrepancies > 0) return verifyEnds.differs
  return count.unanswered.size > 0 ? verifyEnds.couldNotCheck : verifyEnds.clean
}

function lineOf({ kind, paymentId, subjectId, ...says }: Discrepancy): string {
  const of = paymentId === null || paymentId === subjectId ? "" : ` of payment ${paymentId}`
  const sides = (["payments", "ledger", "acquirer"] as const).flatMap((side) => {
    return says[side] === undefined ? [] : [`${side}: ${says[side]}`]
  })
  return `${kind}  ${subjectId}${of}  ${sides.join("; ")}`
}

function summaryOf(count: VerificationCount): readonly string[] {
  const { postings, payments, asked, inFlight } = count
  return [
    `Checked ${postings} postings and ${payments} payments, ${asked} of them with the acquirer.`,
    ...(inFlight === 0 ? [] : [`Left out, because under way at the acquirer just now: ${inFlight}.`]),
    ...resultOf(count),
  ]
}

/** "No differences" is not said of what could not be looked at. */
function resultOf({ discrepancies, unanswered }: VerificationCount): readonly string[] {
  if (unanswered.size === 0)
    return [discrepancies === 0 ? "No differences." : `Differences: ${discrepancies}.`]
  const found = discrepancies === 0 ? "No differences found" : `Differences found: ${discrepancies},`
  const questions = [...unanswered.values()].reduce((sum, one) => sum + one, 0)
  return [
    `${found} in what could be asked; ${questions} questions unanswered:`,
    ...[...unanswered].map(([account, one]) => `  ${account}: ${one}`),
  ]
}
