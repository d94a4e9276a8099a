import * as v from "valibot"
import type { Evidence, Outcome } from "#ports/acquirer.ts"
import type { WireReply } from "./exchange.ts"
import { meaningOfError } from "./refusals.ts"
import { errorReply } from "./replies.ts"

/**
 * Turns a reply into an outcome: a success is read with `schema`, an error by its code. JSON of another shape is
 * `unknown(unrecognised)`.
 */
export function outcomeOf<Schema extends v.GenericSchema>(
  reply: WireReply,
  schema: Schema,
): Outcome<v.InferOutput<Schema>> {
  if (reply.kind !== "answered") return reply
  const { status, json } = reply
  if (status >= 400) return errorOutcome(status, json)
  const read = v.safeParse(schema, json)
  if (!read.success) return { kind: "unknown", cause: "unrecognised", evidence: { status } }
  return { kind: "ok", value: read.output, evidence: { status } }
}

function errorOutcome(status: number, json: unknown): Outcome<never> {
  const read = v.safeParse(errorReply, json)
  if (!read.success) return { kind: "unknown", cause: "unrecognised", evidence: { status } }
  const { error } = read.output
  const evidence: Evidence = { status, code: error.decline_code ?? error.code }
  return { ...meaningOfError(status, error), evidence }
}

/**
 * Goes on with a success: `take` gives the port's value, or null where the answer is for another payment, amount
 * or currency than asked, which is `unknown(mismatch)`.
 */
export function take<Wire, Value>(
  outcome: Outcome<Wire>,
  takeValue: (wire: Wire) => Value | null,
): Outcome<Value> {
  if (outcome.kind !== "ok") return outcome
  const value = takeValue(outcome.value)
  if (value === null) return { kind: "unknown", cause: "mismatch", evidence: outcome.evidence }
  return { ...outcome, value }
}
