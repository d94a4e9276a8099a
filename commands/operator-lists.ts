import type { Outside } from "#checkout-server/outside.ts"
import { findOpenCases } from "#db/queries/operator-cases.ts"
import { wasEverReconciled } from "#db/queries/reconciliation-days.ts"
import { findExceptions } from "#db/queries/reconciliation-exceptions.ts"
import type { Instant } from "#domain/instant.ts"
import { formatPounds } from "#domain/money.ts"
import { possibleEnds } from "#domain/operator-cases/case-end.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import { formatTable } from "./table.ts"
import type { Told } from "./told-command.ts"

/** The most that one list shows: nobody works through more at once. */
const longestList = 200

/** What each reason says to the person who reads it. */
const meanings: Readonly<Record<OperatorReason, string>> = {
  outcome_unclear: "nobody knows whether this payment was made: look it up at the acquirer",
  contradiction: "the acquirer says otherwise about a payment that ended: look it up at the acquirer",
  refund_unclear: "nobody knows whether this refund was made: look it up at the acquirer",
  reversal_failed: "late money could not be sent back: send it back by another way",
  refund_contradiction:
    "the acquirer says otherwise of a refund that ended: adopt it where its money went back after all",
  refund_not_ours:
    "money was sent back that nobody here knows of, perhaps in the acquirer's own pages: adopt it",
  answer_unclear: "nobody knows whether the bank has our answer to a dispute: ask the acquirer",
  dispute_contradiction: "a decided dispute has changed, or stands with two payments: ask the acquirer",
  notification_set_aside: "the acquirer told of a payment that is not ours, or gave no answer about one",
  settlement_difference: "the acquirer's books and the ledger differ: see the exceptions",
}

/** The open cases, oldest first, with what each may end as. */
export async function listCases(outside: Outside): Promise<Told> {
  const cases = await findOpenCases(outside.db, longestList)
  if (cases.length === 0) return { ok: true, lines: ["No case is open."] }
  const rows = cases.map(({ id, openedAt, reason, subjectId, paymentId }) => [
    id,
    timeText(openedAt),
    reason,
    subjectId,
    paymentId ?? "-",
    possibleEnds(reason).join(" "),
  ])
  const reasons = [...new Set(cases.map(({ reason }) => reason))]
  return {
    ok: true,
    lines: [
      ...formatTable(["CASE", "OPENED", "REASON", "SUBJECT", "PAYMENT", "MAY END AS"], rows),
      ...moreThan(cases.length),
      "",
      ...reasons.map((reason) => `${reason}: ${meanings[reason]}`),
    ],
  }
}

/** Where the acquirer's books and the ledger differ, oldest first. */
export async function listExceptions(outside: Outside): Promise<Told> {
  const exceptions = await findExceptions(outside.db, longestList)
  if (exceptions.length === 0) {
    const none = (await wasEverReconciled(outside.db))
      ? "The acquirer's books and the ledger agree."
      : "No day has been compared yet: each is, once it is over and the acquirer has closed its books."
    return { ok: true, lines: [none] }
  }
  const rows = exceptions.map((one) => [
    one.day,
    one.state,
    one.kind,
    one.reference,
    one.inBooks ? formatPounds(one.gross) : "-",
    one.posted === null ? "-" : formatPounds(one.posted),
    one.lineId,
    one.caseId ?? "noted",
  ])
  return {
    ok: true,
    lines: [
      ...formatTable(["DAY", "DIFFERENCE", "KIND", "PAYMENT", "BOOKS", "LEDGER", "LINE", "CASE"], rows),
      ...moreThan(exceptions.length),
    ],
  }
}

function moreThan(shown: number): readonly string[] {
  return shown < longestList ? [] : [`These are the oldest ${longestList}; there may be more.`]
}

/** Universal time, as in the acquirer's books and the logs. */
function timeText(at: Instant): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, 19)
}
