import type { Outside } from "#checkout-server/outside.ts"
import { forEachAcquirer } from "#checkout-server/outside.ts"
import { findCase } from "#db/queries/operator-cases.ts"
import type { Instant } from "#domain/instant.ts"
import { later } from "#domain/instant.ts"
import { possibleEnds } from "#domain/operator-cases/case-end.ts"
import type { UtcDay } from "#domain/utc-day.ts"
import { resolveCase } from "#operations/operator-cases/resolve-case.ts"
import type { DayReconciled } from "#operations/reconciliation/reconcile-day.ts"
import { reconcileDay } from "#operations/reconciliation/reconcile-day.ts"
import { recoverSince, recoveryMilliseconds } from "#operations/recovery/recover-changes.ts"
import type { OperatorWork } from "./operator-arguments.ts"
import { listCases, listExceptions } from "./operator-lists.ts"
import type { Told } from "./told-command.ts"

/** Does what a person asks for. */
export async function runOperator(outside: Outside, request: OperatorWork): Promise<Told> {
  switch (request.verb) {
    case "list":
      return await listCases(outside)
    case "resolve":
      return await resolve(outside, request)
    case "exceptions":
      return await listExceptions(outside)
    case "reconcile":
      return await reconcile(outside, request.day)
    case "recover":
      return await recover(outside, request.since)
  }
}

async function resolve(outside: Outside, request: Extract<OperatorWork, { verb: "resolve" }>): Promise<Told> {
  const { verb, ...resolution } = request
  const resolved = await resolveCase(outside, resolution)
  if (resolved.ok) {
    const { id, reason, subjectId } = resolved.value
    return { ok: true, lines: [`${id} (${reason} of ${subjectId}) has ended: ${resolution.to}.`] }
  }
  switch (resolved.problem) {
    case "case_unknown":
      return { ok: false, lines: [`There is no case ${resolution.caseId}.`] }
    case "case_closed":
      return { ok: false, lines: ["This case has ended already."] }
    case "payment_changed":
      return { ok: false, lines: ["The payment changed meanwhile: look at it again."] }
    case "acquirer_unavailable":
      return { ok: false, lines: ["The acquirer gave no usable answer: try again later."] }
    case "resolution_not_possible":
      return { ok: false, lines: [await whyNotPossible(outside, resolution)] }
  }
}

async function whyNotPossible(
  outside: Outside,
  { caseId, to }: { readonly caseId: string; readonly to: string },
): Promise<string> {
  const found = await findCase(outside.db, caseId)
  const ends: readonly string[] = found ? possibleEnds(found.reason) : []
  return ends.includes(to)
    ? `This case cannot end as ${to}: the payment or refund stands otherwise, or some of its money went back.`
    : `This case cannot end as ${to}, only as: ${ends.join(", ")}.`
}

const wentWords: Readonly<Record<DayReconciled, string>> = {
  reconciled: "is reconciled",
  not_closed: "is not closed in the acquirer's books yet",
  unanswered: "could not be reconciled: the acquirer gave no usable answer",
}

async function reconcile(outside: Outside, day: UtcDay): Promise<Told> {
  const lines: string[] = []
  let isDone = true
  await forEachAcquirer(outside, async (each) => {
    const went = await reconcileDay(each, day)
    isDone &&= went === "reconciled"
    lines.push(`${each.acquirer.name}: ${day} ${wentWords[went]}.`)
  })
  return { ok: isDone, lines }
}

async function recover(outside: Outside, since: Instant | null): Promise<Told> {
  const from = since ?? later(outside.clock.now(), -recoveryMilliseconds)
  const { settled, nothing, stranger, unanswered } = await recoverSince(outside, from)
  return {
    ok: unanswered === 0,
    lines: [
      `Asked about ${settled} payments at the acquirer, and settled what was news.`,
      ...(nothing === 0 ? [] : [`Without money, and not ours to settle: ${nothing}.`]),
      ...(stranger === 0
        ? []
        : [`With money of payments that nobody here knows: ${stranger}. See the list.`]),
      ...(unanswered === 0 ? [] : [`Without an answer: ${unanswered}. Try again.`]),
    ],
  }
}
