import { drizzle } from "drizzle-orm/postgres-js"
import postgres from "postgres"

/** Connections of one process. The database is the limit by far: more connections only queue inside it. */
const poolSize = 10

/** Ends a statement, a wait for a lock, and a transaction left open, before they can hurt others. */
const limits = {
  statement_timeout: 5_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 10_000,
  transaction_timeout: 15_000,
}

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

/** Opens the pool. Connects on first use; reconnects by itself after a restart of the database. */
export function openConnection(url: string, applicationName: string): Connection {
  const client = postgres(url, {
    max: poolSize,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: applicationName, role: "civic_pay_app", ...limits },
  })
  return { database: openDrizzle(client), close: () => client.end({ timeout: 5 }) }
}

class RolledBack extends Error {
  readonly answer: { readonly ok: boolean }
  constructor(answer: { readonly ok: boolean }) {
    super("rolled back by its own answer")
    this.answer = answer
  }
}

/**
 * Runs `work` in one READ COMMITTED transaction. An answer with `ok: false` rolls back and is returned;
 * anything else commits. Never await the network inside.
 */
export async function inTransaction<T extends { readonly ok: boolean }>(
  database: Database,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await database.transaction(async (transaction) => {
      const answer = await work(transaction)
      if (!answer.ok) throw new RolledBack(answer)
      return answer
    })
  } catch (error) {
    if (error instanceof RolledBack) return error.answer as T
    throw error
  }
}
