import type { PendingQuery, Row } from "postgres"
import * as v from "valibot"
import type { Answer } from "#sandbox-acquirer/payments/write.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import { noSuch } from "./answer.ts"
import { expandObject } from "./expand.ts"
import { loadObject, type ObjectKind } from "./load-object.ts"
import { expand, integer, type timeRange } from "./read-params.ts"

const limitDefault = 10

/** What every list takes. */
export const pageFields = {
  limit: v.optional(
    v.pipe(
      integer,
      v.minValue(1, "This value must be greater than or equal to 1."),
      v.maxValue(100, "This value must be less than or equal to 100."),
    ),
    String(limitDefault),
  ),
  starting_after: v.optional(v.string()),
  ending_before: v.optional(v.string()),
  expand,
}

const pageSchema = v.object(pageFields)
export type PageParams = v.InferOutput<typeof pageSchema>

/** What a list is of: rows of `id`, `at` and `tie`, newest first by the last two. */
export interface ListSource {
  readonly kind: ObjectKind
  readonly url: string
  readonly rows: PendingQuery<Row[]>
}

/** A page of a list, newest first: after a cursor, or the one before it. 404 for a cursor that is not in the list. */
export async function listObjects(
  sql: Database,
  source: ListSource,
  page: PageParams,
  now: Date,
): Promise<Answer> {
  const { starting_after, ending_before, limit } = page
  const cursor = starting_after ?? ending_before
  const [edge] =
    cursor === undefined
      ? []
      : await sql<{ id: string; at: string; tie: string }[]>`
          SELECT id, at::text, tie FROM (${source.rows}) AS listed WHERE id = ${cursor}`
  if (cursor !== undefined && !edge) {
    return noSuch(source.kind, cursor, starting_after === undefined ? "ending_before" : "starting_after")
  }
  const isBack = starting_after === undefined && ending_before !== undefined
  const from = edge
    ? isBack
      ? sql`WHERE (at, tie) > (${edge.at}::timestamptz, ${edge.tie})`
      : sql`WHERE (at, tie) < (${edge.at}::timestamptz, ${edge.tie})`
    : sql``
  const order = isBack ? sql`at, tie` : sql`at DESC, tie DESC`
  const rows = await sql<{ id: string }[]>`
    SELECT id FROM (${source.rows}) AS listed ${from} ORDER BY ${order} LIMIT ${limit + 1}`
  const ids = rows.slice(0, limit).map(({ id }) => id)
  if (isBack) ids.reverse()
  const data = await Promise.all(ids.map((id) => shown(sql, { id, kind: source.kind }, page.expand, now)))
  const body = { object: "list", data, has_more: rows.length > limit, url: source.url }
  return { status: 200, body }
}

async function shown(
  sql: Database,
  { id, kind }: { readonly id: string; readonly kind: ObjectKind },
  paths: readonly string[],
  now: Date,
): Promise<unknown> {
  const object = await loadObject(sql, kind, id, now)
  if (!object) throw new Error(`a listed ${kind} is gone`)
  const own = paths.map((path) => path.slice("data.".length))
  return expandObject(sql, object, own, now)
}

/** Rows whose whole second is in the range. */
export function inRange(
  sql: Database,
  column: PendingQuery<Row[]>,
  range: v.InferOutput<typeof timeRange> | undefined,
): PendingQuery<Row[]> {
  if (range === undefined) return sql`true`
  const { gt, gte, lt, lte } = typeof range === "number" ? { gte: range, lte: range } : { ...none, ...range }
  const second = sql`floor(extract(epoch FROM ${column}))`
  return sql`${second} > ${gt ?? -1} AND ${second} >= ${gte ?? 0}
    AND ${second} < ${lt ?? farSeconds} AND ${second} <= ${lte ?? farSeconds}`
}

const none = { gt: undefined, gte: undefined, lt: undefined, lte: undefined }
/** Past any moment of the sandbox. */
const farSeconds = 100_000_000_000
