import { setTimeout as pause } from "node:timers/promises"
import { drizzle } from "drizzle-orm/postgres-js"
import postgres from "postgres"
import { wasCommitted } from "./lost-commit.ts"
import { codeOf, endLostTransactions, isConnectionLoss, isServerRefusal } from "./lost-connection.ts"
import { prepareStatements } from "./prepared-statements.ts"
import { reachPrimary } from "./sockets.ts"
import { readTextArray, textArrayType, writeTextArray } from "./text-array.ts"

/** Connections of one process. The database is the limit by far: more connections only queue inside it. */
const poolSize = 10

/** Ends a statement, a wait for a lock, and a transaction left open, before they can hurt others. */
const limits = {
  statement_timeout: 5_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 10_000,
  transaction_timeout: 15_000,
}

/**
 * Blanks, which PostgreSQL skips. A query given to a connection just as it closes keeps its bytes for the next one, and
 * postgres.js then sends nothing less than 1,024 bytes: a start message of that length gets it going again, after one
 * failure. (Not where TLS is asked for first.)
 */
const longStart = " ".repeat(1_024)

/** Serialisation failure and deadlock (PostgreSQL, appendix A): PostgreSQL rolled back and asks to repeat. */
const conflicts: readonly (string | null)[] = ["40001", "40P01"]
const maxConflicts = 3
/** Before the first repeat, then twice as long each time: the other transaction goes first, or both meet again. */
const conflictWaitMilliseconds = 20

/** How long one transaction waits for the database to come back, and between tries: a promotion takes seconds. */
const patienceMilliseconds = 3_000
const firstWaitMilliseconds = 50
const longestWaitMilliseconds = 500

function openDrizzle(client: postgres.Sql) {
  return drizzle(client)
}

/** The application's handle. Reads may use it directly; writes go through `inTransaction`. */
export type Database = ReturnType<typeof openDrizzle>

/** An open transaction: what every function in `db/records` asks for. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0]

/** Where a read may run. */
export type Reader = Database | Transaction

export interface Connection {
  readonly database: Database
  /** Waits for running queries, at most five seconds. */
  close(): Promise<void>
}

/**
 * Opens the pool. Connects on first use; reconnects by itself after a restart of the database. Of several hosts in the
 * URL (`postgresql://user:password@one:5432,two:5432/name`) it uses the one that takes writes.
 */
export function openConnection(url: string, applicationName: string): Connection {
  const reach = reachPrimary(url)
  const client = postgres(url, {
    ...reach.settings,
    max: poolSize,
    connect_timeout: 5,
    // Its own search for types ends the process where the connection is lost meanwhile, and costs a round trip.
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: applicationName, role: "civic_pay_app", options: longStart, ...limits },
  })
  client.options.parsers[textArrayType] = readTextArray
  client.options.serializers[textArrayType] = writeTextArray
  return {
    database: openDrizzle(endLostTransactions(prepareStatements(client))),
    close: async () => {
      await Promise.race([client.end({ timeout: 5 }), reach.allClosed()])
    },
  }
}

/** The connection was lost while COMMIT was under way, and nothing could tell whether it happened. Never a failure. */
export class CommitUnknown extends Error {
  constructor(cause: unknown) {
    super("it is unknown whether the transaction was committed", { cause })
    this.name = "CommitUnknown"
  }
}

/** Looks for what only this transaction can have written, such as a row with an id of its own: then it was committed. */
export type Proof = (reader: Reader) => Promise<boolean>

/**
 * Runs `work` in one READ COMMITTED transaction. An answer with `ok: false` rolls back and is returned;
 * anything else commits. Never await the network inside.
 *
 * Runs `work` again where PostgreSQL rolled it back for another transaction's sake (three times), and where the
 * connection was lost before COMMIT was asked for (once): `work` has no effect but on the database. Where the
 * connection was lost during COMMIT, `proof` decides between its answer and one more run; without a proof, or where
 * there is no telling, `CommitUnknown` is thrown.
 */
export async function inTransaction<T extends { readonly ok: boolean }>(
  database: Database,
  work: (transaction: Transaction) => Promise<T>,
  options: { readonly proof?: Proof } = {},
): Promise<T> {
  return await persist(database, () => attemptOnce(database, work), options)
}

/**
 * The same for work that finds its own effect, leaves it so and gives the same answer: where there is no telling whether
 * it was committed, it just runs again.
 */
export async function inRepeatableTransaction<T extends { readonly ok: boolean }>(
  database: Database,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return await inTransaction(database, work, { proof: async () => false })
}

/**
 * Writes by one statement, which is a transaction of its own: BEGIN and COMMIT need not go to and fro. Otherwise as
 * `inTransaction`. `written` is its answer once there is a proof that it was written.
 */
export async function inOneStatement<T>(
  database: Database,
  write: { readonly statement: (database: Database) => Promise<T>; readonly written: T },
  options: { readonly proof: Proof },
): Promise<T> {
  return await persist(database, () => stateOnce(database, write), options)
}

async function persist<T>(
  database: Database,
  run: () => Promise<Attempt<T>>,
  options: { readonly proof?: Proof },
): Promise<T> {
  const patience = newPatience()
  let conflicted = 0
  let lost = 0
  for (;;) {
    const attempt = await run()
    switch (attempt.outcome) {
      case "answered":
        return attempt.answer
      case "conflict":
        if (conflicted === maxConflicts) throw attempt.error
        await pause(conflictWaitMilliseconds * 2 ** conflicted)
        conflicted += 1
        break
      case "unreachable":
        if (!(await patience(attempt.error))) throw attempt.error
        break
      case "lost":
        lost += 1
        if (lost > 1 || !(await patience(attempt.error))) throw attempt.error
        break
      case "unknown":
        if (await hasHappened(database, attempt.error, { ...options, patience })) return attempt.answer
        lost += 1
        if (lost > 1) throw attempt.error
    }
  }
}

/** How one run went. `unreachable` had no effect at all, `lost` has none that is kept; `unknown` may be committed. */
type Attempt<T> =
  | { readonly outcome: "answered"; readonly answer: T }
  | { readonly outcome: "conflict" | "unreachable" | "lost"; readonly error: unknown }
  | { readonly outcome: "unknown"; readonly error: unknown; readonly answer: T }

class RolledBack extends Error {}

async function attemptOnce<T extends { readonly ok: boolean }>(
  database: Database,
  work: (transaction: Transaction) => Promise<T>,
): Promise<Attempt<T>> {
  const run: { reached?: boolean; answer?: T } = {}
  try {
    const answer = await database.transaction(async (transaction) => {
      run.reached = true
      run.answer = await work(transaction)
      if (!run.answer.ok) throw new RolledBack("rolled back by its own answer")
      return run.answer
    })
    return { outcome: "answered", answer }
  } catch (error) {
    const { reached, answer } = run
    // Nothing of it is kept, even where the connection was lost before ROLLBACK.
    if (answer?.ok === false) return { outcome: "answered", answer }
    if (conflicts.includes(codeOf(error))) return { outcome: "conflict", error }
    if (answer && !isServerRefusal(error)) return { outcome: "unknown", error, answer }
    if (answer || !isConnectionLoss(error)) throw error
    return { outcome: reached && !isServerRefusal(error) ? "lost" : "unreachable", error }
  }
}

async function stateOnce<T>(
  database: Database,
  { statement, written }: Parameters<typeof inOneStatement<T>>[1],
): Promise<Attempt<T>> {
  try {
    return { outcome: "answered", answer: await statement(database) }
  } catch (error) {
    if (conflicts.includes(codeOf(error))) return { outcome: "conflict", error }
    if (!isConnectionLoss(error)) throw error
    return isServerRefusal(error)
      ? { outcome: "unreachable", error }
      : { outcome: "unknown", error, answer: written }
  }
}

type Patience = (error: unknown) => Promise<boolean>

/** Waits a little longer each time for the database to come back. False: that was long enough, or the pool is closed. */
function newPatience(): Patience {
  let end: number | null = null
  let wait = firstWaitMilliseconds
  return async (error) => {
    end ??= performance.now() + patienceMilliseconds
    if (codeOf(error) === "CONNECTION_ENDED" || performance.now() + wait > end) return false
    await pause(wait)
    wait = Math.min(2 * wait, longestWaitMilliseconds)
    return true
  }
}

/** Whether a COMMIT without an answer happened, by its proof; waits for a database to ask. */
async function hasHappened(
  database: Database,
  cause: unknown,
  { proof, patience }: { readonly proof?: Proof; readonly patience: Patience },
): Promise<boolean> {
  let trouble = cause
  while (proof && (await patience(trouble))) {
    try {
      const committed = await wasCommitted(database, proof)
      if (committed !== null) return committed
      break
    } catch (error) {
      if (!isConnectionLoss(error)) break
      trouble = error
    }
  }
  throw new CommitUnknown(cause)
}
