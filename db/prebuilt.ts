import type { Database } from "#db/connect.ts"

/**
 * A statement that is built once for each database and kept with it: for the few on the way of every payment, where
 * building costs more than sending. Its parameters are placeholders.
 */
export function prebuilt<Built extends object>(
  build: (database: Database) => Built,
): (database: Database) => Built {
  const kept = new WeakMap<Database, Built>()
  return (database) => {
    const known = kept.get(database)
    if (known !== undefined) return known
    const built = build(database)
    kept.set(database, built)
    return built
  }
}
