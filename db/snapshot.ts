import type { Database, Transaction } from "#db/connect.ts"

/** Runs several reads on one unmoving picture of the database: for sums that are compared with each other. */
export function inSnapshot<T>(database: Database, read: (reader: Transaction) => Promise<T>): Promise<T> {
  return database.transaction(read, { isolationLevel: "repeatable read", accessMode: "read only" })
}
