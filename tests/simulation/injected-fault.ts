import postgres from "postgres"
import type { ErrorCode } from "#tests/support/interposed-database.ts"
import { conflictMessage } from "#tests/support/interposed-database.ts"

/** An error that the simulation itself threw, shaped like the driver's. */
export class InjectedFault extends Error {
  readonly code: string
  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

/** The process has died at this place. Nobody hears of it. */
export class Crashed extends Error {}

/** How a lost connection to the database looks, each as the driver reports it. */
const lostCodes = ["CONNECTION_CLOSED", "CONNECTION_DESTROYED", "ECONNRESET"] as const

/** A lost connection, in one of its looks. */
export function connectionLost(choose: (codes: readonly string[]) => string): InjectedFault {
  const code = choose(lostCodes)
  return new InjectedFault(`the connection to the database was lost: ${code}`, code)
}

/** A conflict that PostgreSQL reports at the commit. */
export function conflict(code: ErrorCode): Error {
  return Reflect.construct(postgres.PostgresError, [{ message: conflictMessage, code, severity: "ERROR" }])
}

/** Whether the simulation itself caused this error, directly or as the cause of another. */
export function isInjected(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    error instanceof InjectedFault ||
    error instanceof Crashed ||
    (error instanceof postgres.PostgresError && error.message.includes(conflictMessage)) ||
    isInjected(error.cause)
  )
}
