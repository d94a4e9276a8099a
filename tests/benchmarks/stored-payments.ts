import type postgres from "postgres"

/** Copies of one payment with all that belongs to it, numbered from `from` to `to`. */
export interface Copies {
  readonly templateId: string
  readonly from: number
  readonly to: number
  /** Spreads the copies' times over the past, a second each. Not for payments that are still open. */
  readonly inPast: boolean
}

/** Written by one statement for each table: short enough to stop between two chunks. */
const chunk = 20_000
/** As many at once as a small machine has processors. */
const writers = 2

/** Where the rows of a payment stand, and what differs between copies. Every other column is copied as it is. */
const tables: Readonly<Record<string, { readonly rows: string; readonly differ: readonly string[] }>> = {
  payment: { rows: "t.id = $1", differ: ["id", "reference"] },
  payment_event: { rows: "t.payment_id = $1", differ: ["payment_id"] },
  ledger_transaction: { rows: "t.payment_id = $1", differ: ["id", "source_id", "payment_id"] },
  ledger_entry: {
    rows: "t.transaction_id in (select id from ledger_transaction where payment_id = $1)",
    differ: ["transaction_id"],
  },
  operation: {
    rows: "t.payment_id = $1",
    differ: ["id", "payment_id", "idempotency_key", "acquirer_payment_id"],
  },
  acquirer_object: { rows: "t.payment_id = $1", differ: ["external_id", "payment_id"] },
  outbox_event: { rows: "t.subject_id = $1", differ: ["id", "subject_id"] },
}

/** For as long as it takes: nothing here outlives a crash anyway. */
const fillSettings = {
  full_page_writes: "off",
  max_wal_size: "8GB",
  checkpoint_timeout: "1h",
  autovacuum: "off",
} as const

/** The id of the copy with this number, as it stands in `payment`. */
const copyIdSql = "left(md5('payment ' || n), 26)"

/**
 * Fills the database with copies of payments that were really made, as its owner and past the triggers that would
 * check each: what the template's transaction checked holds for a copy too.
 */
export async function storePayments(
  sql: postgres.Sql,
  copies: readonly Copies[],
  watch: { readonly signal: AbortSignal; readonly stored: (payments: number) => void },
): Promise<void> {
  const statements = await copyStatements(sql)
  const waiting = copies.flatMap(inChunks)
  let stored = 0
  const write = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      watch.signal.throwIfAborted()
      await writeCopies(sql, statements, next)
      stored += next.to - next.from + 1
      watch.stored(stored)
    }
  }
  for (const [name, value] of Object.entries(fillSettings))
    await sql.unsafe(`alter system set ${name} = '${value}'`)
  await sql`select pg_reload_conf()`
  await Promise.all(Array.from({ length: writers }, write))
  for (const name of Object.keys(fillSettings)) await sql.unsafe(`alter system reset ${name}`)
  await sql`select pg_reload_conf()`
  // Otherwise both would begin while the benchmark measures.
  await sql`vacuum (analyze)`
  await sql`checkpoint`
}

function inChunks(copies: Copies): readonly Copies[] {
  const chunks: Copies[] = []
  for (let from = copies.from; from <= copies.to; from += chunk) {
    chunks.push({ ...copies, from, to: Math.min(from + chunk - 1, copies.to) })
  }
  return chunks
}

async function writeCopies(
  sql: postgres.Sql,
  statements: readonly string[],
  { templateId, from, to, inPast }: Copies,
): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    await transaction`set local synchronous_commit = off`
    for (const statement of statements) {
      await transaction.unsafe(statement, [templateId, from, to, inPast ? 1 : 0])
    }
  })
}

/** One statement a table. Columns are asked of the database, so that a new one is copied too. */
async function copyStatements(sql: postgres.Sql): Promise<readonly string[]> {
  const columns = await sql<{ table: string; column: string; type: string }[]>`
    select table_name as table, column_name as column, data_type as type from information_schema.columns
    where table_schema = 'public' and table_name = any(${Object.keys(tables)}) order by ordinal_position`
  return Object.entries(tables).map(([table, { rows, differ }]) => {
    const own = columns.filter((one) => one.table === table)
    const values = own.map(({ column, type }) =>
      differ.includes(column) ? copied(table, column) : moved(column, type),
    )
    return `insert into ${table} (${own.map(({ column }) => column).join(", ")})
      select ${values.join(", ")} from ${table} t cross join generate_series($2::int, $3::int) n cross join (select $4::int as seconds) apart
      where ${rows}`
  })
}

function moved(column: string, type: string): string {
  return type === "timestamp with time zone"
    ? `t.${column} - make_interval(secs => n * apart.seconds)`
    : `t.${column}`
}

/** A value of its own for each copy: a payment's id in its own shape, the rest with the copy's number added. */
function copied(table: string, column: string): string {
  const isPayment = ["payment.id", "payment_id", "source_id", "subject_id"]
  if (isPayment.includes(column) || isPayment.includes(`${table}.${column}`)) return copyIdSql
  if (table === "outbox_event") return "'evt_' || left(md5(t.id || ' ' || n), 26)"
  return `t.${column} || ' ' || n`
}
