import type postgres from "postgres"

/**
 * Has PostgreSQL parse and plan each statement once a connection instead of each time, and saves the round trip in
 * which postgres.js asks for its parameters. Drizzle asks for that only where a statement has a name. A pooler that changes servers between transactions does not
 * know the statements of another: between this and PostgreSQL there must be none, or one that keeps sessions.
 */
export function prepareStatements(client: postgres.Sql): postgres.Sql {
  const begin = client.begin.bind(client)
  const begun = <T>(work: (scope: postgres.TransactionSql) => Promise<T>) =>
    begin((scope) => {
      prepareIn(scope)
      return work(scope)
    })
  prepareIn(client)
  return Object.assign(client, { begin: begun })
}

function prepareIn(scope: { unsafe: postgres.Sql["unsafe"] }): void {
  const send = scope.unsafe
  scope.unsafe = (query, parameters, options) =>
    send(query, parameters, { ...options, prepare: (parameters?.length ?? 0) > 0 })
}
