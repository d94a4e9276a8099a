import { basename } from "node:path"
import { getCallSites } from "node:util"
import { PgDatabase } from "drizzle-orm/pg-core"
import type { Database } from "#db/connect.ts"

/**
 * Stands between the application and its database, such as a simulation's scheduler. A point is named after the
 * operation that asks, `authorise-payment begin`, and found in its call stack: nobody names points.
 */
export interface Interposer {
  /** A read outside any transaction. */
  read<T>(point: string, run: () => Promise<T>): Promise<T>
  /** A whole transaction, from its begin to its commit. */
  transaction<T>(point: string, run: (inside: Inside) => Promise<T>): Promise<T>
}

/** What happens while one transaction runs. Whatever throws here rolls it back. */
export interface Inside {
  /** Before each statement of the work, counted from 1. A code makes PostgreSQL fail with it instead. */
  statement?(number: number): ErrorCode | null
  /** After the work and before the commit. */
  commit?(): Promise<void> | void
}

/** What a conflict made by an interposer says of itself. */
export const conflictMessage = "a conflict made by a test"

/** An error of PostgreSQL, class 40: the transaction was rolled back and may be tried again. */
export type ErrorCode = "40001" | "40P01"

type Execute = (...given: unknown[]) => Promise<unknown>

interface Prepared {
  execute: Execute
  getQuery(): { readonly sql: string }
}

interface Session {
  prepareQuery(...query: unknown[]): Prepared
}

interface Handle {
  readonly session: Session
}

type Method = (this: Handle, ...given: unknown[]) => unknown
type Work = (transaction: Handle) => Promise<unknown>

const reads = ["select", "selectDistinct", "selectDistinctOn", "execute", "$count"]
const writes = ["insert", "update", "delete"]

/** The same database for one simulated process: everything that it is asked for goes through `interposer`. */
export function interposedDatabase(database: Database, interposer: Interposer): Database {
  const own: Database = Object.create(database)
  for (const name of reads) define(own, name, (original) => throughRead(original, interposer))
  for (const name of writes) define(own, name, refused)
  define(own, "transaction", (original) => throughTransaction(original, interposer))
  return own
}

function define(target: object, name: string, wrap: (original: Method) => Method): void {
  const original: Method = Reflect.get(PgDatabase.prototype, name)
  Object.defineProperty(target, name, { value: wrap(original), writable: true, configurable: true })
}

function throughRead(original: Method, interposer: Interposer): Method {
  return function (...given) {
    // A query runs when it is awaited, with nobody on the stack: who asks is seen only now.
    const point = callingPoint()
    const session = watched(this.session, (run) => interposer.read(point, run))
    return original.apply(Object.create(this, { session: { value: session } }), given)
  }
}

function refused(): Method {
  return () => {
    throw new Error("a write outside a transaction")
  }
}

function throughTransaction(original: Method, interposer: Interposer): Method {
  return function (...given) {
    const [work, ...rest] = given as [Work, ...unknown[]]
    const run = (inside: Inside) =>
      original.call(this, (transaction: Handle) => runInside(work, transaction, inside), ...rest)
    return interposer.transaction(callingPoint(), run as (inside: Inside) => Promise<unknown>)
  }
}

async function runInside(work: Work, transaction: Handle, inside: Inside): Promise<unknown> {
  const { session } = transaction
  let statements = 0
  const value = watched(session, (run) => {
    statements += 1
    const code = inside.statement?.(statements) ?? null
    return code === null ? run() : raise(session, code)
  })
  Object.defineProperty(transaction, "session", { value })
  const answer = await work(transaction)
  await inside.commit?.()
  return answer
}

/** A session whose statements go through `around`, each when it is run. */
function watched(session: Session, around: (run: () => Promise<unknown>) => Promise<unknown>): Session {
  const prepareQuery: Session["prepareQuery"] = (...query) => {
    const prepared = session.prepareQuery(...query)
    const execute = prepared.execute.bind(prepared)
    const run = async (...given: unknown[]) => inOrder(prepared.getQuery().sql, await execute(...given))
    prepared.execute = async (...given) => await around(() => run(...given))
    return prepared
  }
  return Object.create(session, { prepareQuery: { value: prepareQuery } })
}

/**
 * Where nothing is said of their order, PostgreSQL gives rows as they lie, which depends on what was there before. Here
 * their order depends on themselves alone.
 */
function inOrder(sql: string, rows: unknown): unknown {
  const isOrdered = /^\s*select\b/i.test(sql) && /\border by\b/i.test(sql)
  return Array.isArray(rows) && rows.length > 1 && !isOrdered ? rows.sort(byText) : rows
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1
}

/** PostgreSQL itself fails, so that the transaction is as broken as after a real conflict. */
function raise(session: Session, code: ErrorCode): Promise<unknown> {
  const sql = `do $$ begin raise exception '${conflictMessage}' using errcode = '${code}'; end $$`
  return session.prepareQuery({ sql, params: [] }, undefined, undefined, false).execute()
}

/** Frames between the application and here, with room for deep callers. */
const frames = 40

/** The nearest of these that is on the stack names the point. */
const rooms = ["/checkout-server/operations/", "/checkout-server/", "/db/queries/", "/db/"]

function callingPoint(): string {
  const sites = getCallSites(frames).map(({ scriptName, functionName }) => ({
    path: scriptName.replaceAll("\\", "/"),
    functionName,
  }))
  const room = rooms.find((one) => sites.some(({ path }) => path.includes(one)))
  const path = sites.find((site) => room !== undefined && site.path.includes(room))?.path
  if (path === undefined) return "elsewhere"
  const named = sites.find((site) => site.path === path && site.functionName !== "")
  return [basename(path, ".ts"), named?.functionName].filter(Boolean).join(" ")
}
