import type postgres from "postgres"
import { type Asked, readStatementLog, statementLogSettings } from "./statement-log.ts"

/** Connections take new settings between two statements: well within this time where each polls every second. */
const settleMs = 2_500

/** Runs `work` while PostgreSQL logs every statement; answers what each program asked meanwhile. */
export async function watchStatements(
  sql: postgres.Sql,
  work: () => Promise<void>,
): Promise<ReadonlyMap<string, Asked>> {
  const log = await logPlace(sql)
  for (const [name, value] of Object.entries(statementLogSettings)) {
    await sql.unsafe(`alter system set ${name} = '${value}'`)
  }
  await sql`select pg_reload_conf()`
  await sql`select pg_sleep(${settleMs / 1_000})`
  try {
    const from = await lengthOf(sql, log)
    await work()
    const [read] = await sql<{ text: string }[]>`
      select pg_read_file(${log}, ${from}, ${(await lengthOf(sql, log)) - from}) as text`
    return readStatementLog(read?.text ?? "")
  } finally {
    for (const name of Object.keys(statementLogSettings)) await sql.unsafe(`alter system reset ${name}`)
    await sql`select pg_reload_conf()`
  }
}

/** The server's log stands beside its data. Read through the server: the file is its account's. */
async function logPlace(sql: postgres.Sql): Promise<string> {
  const [row] = await sql<{ data_directory: string }[]>`show data_directory`
  return `${row?.data_directory}/../server.log`
}

async function lengthOf(sql: postgres.Sql, log: string): Promise<number> {
  const [row] = await sql<{ size: string }[]>`select size from pg_stat_file(${log})`
  return Number(row?.size ?? 0)
}
