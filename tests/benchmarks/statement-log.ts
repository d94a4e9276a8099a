/** What one program asked of one database. */
export interface Asked {
  /** Without `begin`, `commit` and `rollback`. */
  readonly statements: number
  /** A statement outside `begin` and `commit` is a transaction of its own. */
  readonly transactions: number
}

/** Makes PostgreSQL write each statement on a line that `readStatementLog` understands. */
export const statementLogSettings = {
  log_statement: "all",
  log_line_prefix: "<%a|%p> ",
} as const

const line = /^<([^|]*)\|(\d+)> LOG: {2}(?:statement|execute [^:]+): (\w+)/gm

/** Counts what each program, by its application name, asked for. */
export function readStatementLog(text: string): ReadonlyMap<string, Asked> {
  const asked = new Map<string, Asked>()
  const open = new Set<string>()
  for (const [, name = "", process = "", word = ""] of text.matchAll(line)) {
    const { statements, transactions } = asked.get(name) ?? { statements: 0, transactions: 0 }
    const verb = word.toLowerCase()
    const ends = verb === "commit" || verb === "rollback"
    const isAlone = verb !== "begin" && !ends && !open.has(process)
    if (verb === "begin") open.add(process)
    if (ends) open.delete(process)
    asked.set(name, {
      statements: statements + (verb === "begin" || ends ? 0 : 1),
      transactions: transactions + (verb === "begin" || isAlone ? 1 : 0),
    })
  }
  return asked
}
