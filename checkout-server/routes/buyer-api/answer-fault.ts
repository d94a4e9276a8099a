import type { Context, ErrorHandler } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import { answerError } from "#routes/buyer-api/answer-error.ts"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"

/**
 * Answers what only a bug or an outage causes: 503 while the database cannot be reached, else the operation's own
 * 500; a refund that may be made, and has no key to be known by, gets a 500 that says so. Logs names and codes alone: the messages of the database library hold the query's parameters.
 */
export function answerFault(outside: Pick<Outside, "log">): ErrorHandler<BuyerApiEnv> {
  return (error, c) => {
    const { code, constraint } = databaseFacts(error)
    const route = c.get("route")
    outside.log.error(
      { request_id: c.get("requestId"), route: route?.path, error: error.name, code, constraint },
      "request failed",
    )
    if (isUnknown(error, c)) return answerError(c, [{ name: "refund_outcome_unknown" }])
    return answerError(c, [{ name: isOutage(code) ? "unavailable" : (route?.fault ?? "payment_fault") }])
  }
}

/** A refund that may be made, and that nothing would keep from being made again: nobody is asked to come back. */
function isUnknown(error: Error, c: Context<BuyerApiEnv>): boolean {
  const mayBeRepeated = c.get("keyedRequest") !== undefined
  const isRefund = c.get("route")?.errors.includes("refund_outcome_unknown") === true
  return error.name === "CommitUnknown" && isRefund && !mayBeRepeated
}

interface DatabaseFacts {
  readonly code?: string | undefined
  readonly constraint?: string | undefined
}

/** SQLSTATE or system code, and the constraint: on the error itself or on its cause. */
function databaseFacts(error: unknown): DatabaseFacts {
  if (!(error instanceof Error)) return {}
  const own = { code: textOf(error, "code"), constraint: textOf(error, "constraint_name") }
  return own.code === undefined ? databaseFacts(error.cause) : own
}

function textOf(error: Error, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name)
  return typeof value === "string" ? value : undefined
}

/** SQLSTATE class 08, 53300, 57P0x; and what the connection itself reports. */
function isOutage(code: string | undefined): boolean {
  return (
    code !== undefined && /^(?:08...|53300|57P0.|CONNECT.*|E(?:CONN|HOST|NET|TIMEDOUT|PIPE).*)$/.test(code)
  )
}
