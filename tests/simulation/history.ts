import type postgres from "postgres"
import type { PaymentState } from "#domain/payments/state.ts"
import { legalMoves } from "#domain/payments/transition-table.ts"
import { webhookEventFor } from "#domain/webhooks/event-type.ts"

/** What breaks a rule. */
export interface Found {
  /** The id of the payment, operation, event or whatever it is about. */
  readonly subject: string
  readonly detail: string
}

interface Step {
  readonly id: string
  readonly version: number
  readonly event: string
  readonly from: PaymentState
  readonly to: PaymentState
}

async function histories(sql: postgres.Sql): Promise<ReadonlyMap<string, readonly Step[]>> {
  const steps = await sql<Step[]>`
    SELECT payment_id AS id, version, event, from_state AS from, to_state AS to FROM payment_event
    ORDER BY payment_id, version`
  return Map.groupBy(steps, ({ id }) => id)
}

/** Histories that are no path of legal moves from birth to the present state, one version a step. */
export async function brokenHistories(sql: postgres.Sql): Promise<readonly Found[]> {
  const legal = new Set(legalMoves().map(([from, to]) => `${from} ${to}`))
  const [payments, paths] = await Promise.all([
    sql<{ id: string; state: string; version: number }[]>`
      SELECT id, state, version FROM payment ORDER BY id`,
    histories(sql),
  ])
  return payments.flatMap(({ id, state, version }) => {
    const path = paths.get(id) ?? []
    const follows = path.every(
      (step, index) =>
        step.version === index + 1 &&
        step.from === (path[index - 1]?.to ?? "created") &&
        legal.has(`${step.from} ${step.to}`),
    )
    const ends = path[0]?.event === "born" && path.at(-1)?.to === state && path.length === version
    if (follows && ends) return []
    const told = path.map((step) => `${step.version} ${step.from} ${step.event} ${step.to}`).join(", ")
    return [{ subject: id, detail: `is ${state} at version ${version}: ${told}` }]
  })
}

/** Late money has an event of its own beside the state's. */
const besides = "payment.late_success_reversed"

/** Payments whose buyer was not told of each change, once, in order. */
export async function untoldChanges(sql: postgres.Sql): Promise<readonly Found[]> {
  const [events, paths, reversals] = await Promise.all([
    sql<{ id: string; type: string }[]>`
      SELECT subject_id AS id, type FROM outbox_event WHERE type <> ${besides} ORDER BY subject_id, sequence`,
    histories(sql),
    sql<{ id: string }[]>`SELECT DISTINCT payment_id AS id FROM refund WHERE kind = 'reversal'`,
  ])
  const told = Map.groupBy(events, ({ id }) => id)
  const reversed = new Set(reversals.map(({ id }) => id))
  return [...paths].flatMap(([id, path]) => {
    // A reversal is nothing that the buyer asked for: it is told as late money alone.
    const isTold = (type: string) => !reversed.has(id) || !type.startsWith("refund.")
    const due = path.map(eventOf).filter((type) => type !== null && isTold(type))
    const was = (told.get(id) ?? []).map(({ type }) => type).filter(isTold)
    return due.join() === was.join() ? [] : [{ subject: id, detail: `due ${due.join()}, told ${was.join()}` }]
  })
}

/** A step of money that goes back is told under its own name. */
const ofMoneyBack = /^(refund|dispute)_(submitted|succeeded|failed|opened|updated|closed)$/

function eventOf({ event, from, to }: Step): string | null {
  if (from !== to) return webhookEventFor(from, to)
  return ofMoneyBack.test(event) ? event.replace("_", ".") : null
}
