import { setTimeout as pause } from "node:timers/promises"
import postgres from "postgres"

/** What postgres.js and the system call a connection that is no more; PostgreSQL's own codes are apart. */
const lossCodes = /^(?:CONNECT|E[A-Z0-9]+$|ERR_(?:SSL|TLS|STREAM)_)/
/** Connection exceptions; shutdown, crash and start of the server (PostgreSQL, appendix A). */
const lossStates = /^(?:08|57P0)/

/** A server that takes no writes, such as a primary that became a standby. */
const readOnlyState = "25006"

/** A server that ends a session closes it at once; where it does not, the connection is alive after all. */
const closeMilliseconds = 1_000

/**
 * Has the server end the session of a failed transaction. It stays in a transaction, so that postgres.js does not give
 * the connection to anybody meanwhile.
 */
const endOfSession = "rollback and chain; set local idle_in_transaction_session_timeout = 1"

/** PostgreSQL's SQLSTATE, postgres.js's code or the system's, of an error or of what caused it; else null. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause)
}

/** Whether the connection was lost, or its server takes no writes: a repeat on another one may succeed. */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error) ?? ""
  if (isServerRefusal(error)) return code === readOnlyState
  return lossCodes.test(code) || lossStates.test(code)
}

/** Whether the server refused a statement, so that its transaction is certainly rolled back. */
export function isServerRefusal(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) return (error.severity ?? error.severity_local) === "ERROR"
  return error instanceof Error && isServerRefusal(error.cause)
}

/** Whether nothing will be answered over this connection any more. */
function endsConnection(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) return !isServerRefusal(error)
  return lossCodes.test(codeOf(error) ?? "")
}

/**
 * Makes the client's transactions safe where their connection is lost. postgres.js alone then sends a ROLLBACK, and
 * whatever else the work goes on to ask, over a connection that is closed, which ends the process, or that serves
 * somebody else by now. So nothing is sent for a transaction once it has lost its connection or has ended. A
 * connection whose server turns out to take no writes is closed, not given back.
 */
export function endLostTransactions(client: postgres.Sql): postgres.Sql {
  const begin = client.begin.bind(client)
  const guarded = async <T>(work: (scope: postgres.TransactionSql) => Promise<T>): Promise<T> => {
    const fate: Fate = { loss: null, readOnly: false, over: false }
    try {
      return (await begin((scope) => guard(scope, work, fate))) as T
    } catch (error) {
      fate.loss ??= error
      throw fate.loss
    } finally {
      fate.over = true
    }
  }
  return Object.assign(client, { begin: guarded })
}

/** What is known of one transaction. */
interface Fate {
  /** The first error that told that its connection is gone, or has to go, or that ended it. */
  loss: unknown
  readOnly: boolean
  /** postgres.js has let go of the connection. */
  over: boolean
}

async function guard<T>(
  scope: postgres.TransactionSql,
  work: (scope: postgres.TransactionSql) => Promise<T>,
  fate: Fate,
): Promise<T> {
  const send = scope.unsafe
  const note = (error: unknown) => {
    if (codeOf(error) === readOnlyState) fate.readOnly = true
    if (fate.readOnly || endsConnection(error)) fate.loss ??= error
  }
  const watched = (...query: Parameters<typeof send>) => {
    if (fate.loss !== null) throw fate.loss
    if (fate.over) throw new Error("the transaction is over")
    const sent = send(...query)
    sent.catch(note)
    return sent
  }
  scope.unsafe = watched as typeof send
  try {
    const answer = await work(scope)
    if (fate.loss === null) return answer
  } catch (error) {
    if (fate.loss === null) throw error
  }
  if (fate.readOnly) await send(endOfSession).catch(note)
  await pause(closeMilliseconds, null, { ref: false })
  // Over: postgres.js has told of the loss already, and must not be brought to send its ROLLBACK.
  return fate.over ? await new Promise<never>(() => {}) : await Promise.reject(fate.loss)
}
