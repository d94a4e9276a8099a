import postgres from "postgres"

/** A pool. Reads may use it directly; writes go through `begin`. */
export type Database = postgres.Sql
/** One open transaction. */
export type Transaction = postgres.TransactionSql

/** The schema that holds every table of the sandbox, apart from any other tables of the same database. */
export const schemaName = "sandbox_acquirer"

const poolSize = 8
const connectSeconds = 5
/** No statement here reads more than a page of rows; a longer one is stuck. */
const statementMilliseconds = 5_000
/** Two requests for one payment wait for each other this long at most. */
const lockMilliseconds = 2_000
/** A transaction whose process died must not hold its locks. */
const idleInTransactionMilliseconds = 10_000

/** Opens a pool whose unqualified names are the sandbox's own tables. Connects on first use. */
export function connect(databaseUrl: string): Database {
  return postgres(databaseUrl, {
    max: poolSize,
    connect_timeout: connectSeconds,
    connection: {
      application_name: "sandbox-acquirer",
      search_path: schemaName,
      statement_timeout: statementMilliseconds,
      lock_timeout: lockMilliseconds,
      idle_in_transaction_session_timeout: idleInTransactionMilliseconds,
    },
  })
}
