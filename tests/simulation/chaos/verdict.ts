import type { Violation } from "#tests/simulation/invariants.ts"
import { acquirerViolations, checkoutViolations } from "#tests/simulation/invariants.ts"
import type { Acknowledged } from "./acknowledged.ts"
import { brokenPromises } from "./acknowledged.ts"
import type { Drained } from "./drain.ts"
import type { Stage } from "./stage.ts"

/** Everything that is wrong once all is calm: in both companies' books, and with what anybody was told. */
export async function judge(
  stage: Stage,
  drained: Drained,
  acknowledged: Acknowledged,
): Promise<readonly Violation[]> {
  const checkout = stage.database.owner()
  const late = { rule: "everything comes to an end in time", subject: "drain", detail: drained.waiting ?? "" }
  return [
    ...(drained.ok ? [] : [late]),
    ...(await checkoutViolations(checkout)),
    ...(await acquirerViolations(checkout, stage.acquirerDatabase)),
    ...(await brokenPromises(checkout, acknowledged)),
    ...(await unheardEvents(stage)),
  ]
}

/** Events that never reached the buyer's server, and requests that came with a wrong signature. */
async function unheardEvents({ database, receiver }: Stage): Promise<readonly Violation[]> {
  const events = await database.owner()<{ id: string; type: string; body: string }[]>`
    SELECT id, type, body FROM outbox_event ORDER BY id`
  const heard = Map.groupBy(receiver.received, ({ id }) => id)
  const told = new Set(events.map(({ id }) => id))
  return [
    ...events
      .filter(({ id }) => !heard.has(id))
      .map(({ id, type }) => ({ rule: "an event is heard", subject: id, detail: type })),
    ...events
      .filter(({ id, body }) => (heard.get(id) ?? []).some((one) => one.body !== body))
      .map(({ id, type }) => ({ rule: "every delivery says the same", subject: id, detail: type })),
    ...[...heard.keys()]
      .filter((id) => !told.has(id))
      .map((id) => ({ rule: "what was heard is written down", subject: id, detail: "is not there" })),
    ...(receiver.forged > 0
      ? [{ rule: "webhooks are signed", subject: "receiver", detail: `${receiver.forged} were not` }]
      : []),
  ]
}
