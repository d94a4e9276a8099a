import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import type postgres from "postgres"
import type { CrashStack } from "./crash-stack.ts"

/** One place that was searched, and what is written there. */
export interface Written {
  readonly place: string
  readonly text: string
}

/** Every row of every table of every schema, as text. */
async function everyRow(sql: postgres.Sql): Promise<readonly Written[]> {
  const tables = await sql<{ schema: string; name: string }[]>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    order by 1, 2`
  return await Promise.all(
    tables.map(async ({ schema, name }) => {
      const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(schema)}.${sql(name)} t`
      return { place: `${schema}.${name}`, text: rows.map(({ row }) => row).join("\n") }
    }),
  )
}

/** Every file under a folder. */
async function everyFile(folder: string): Promise<readonly Written[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return await Promise.all(
    files.map(async (file) => ({ place: file.slice(folder.length + 1), text: await readFile(file, "utf8") })),
  )
}

/** Every trace that a run has left anywhere: rows, files, webhooks, and the pages and answers that it got. */
export async function everything(crash: CrashStack, answers: readonly string[]): Promise<readonly Written[]> {
  const [rows, files] = await Promise.all([everyRow(crash.sql), everyFile(crash.folder)])
  const webhooks = crash.receiver.received.map(({ body }, index) => ({
    place: `webhook ${index}`,
    text: body,
  }))
  return [
    ...rows,
    ...files,
    ...webhooks,
    ...answers.map((text, index) => ({ place: `answer ${index}`, text })),
  ]
}

/** The ways in which people and programs write a number. */
export function formsOf(number: string): readonly string[] {
  const groups = number.match(/\d{1,4}/g) ?? []
  const fullWidth = [...number].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join("")
  return [
    number,
    groups.join(" "),
    groups.join("-"),
    fullWidth,
    encodeURIComponent(fullWidth),
    groups.join("%20"),
    groups.join("+"),
    Buffer.from(number).toString("base64").replace(/=+$/, ""),
  ]
}

/** The places where one of these numbers is written, in whatever form. */
export function placesOf(written: readonly Written[], numbers: readonly string[]): readonly string[] {
  return written.flatMap(({ place, text }) => {
    const plain = digitsOnlyJoined(text)
    const found = numbers.filter(
      (number) => plain.includes(number) || formsOf(number).some((form) => text.includes(form)),
    )
    return found.map((number) => `${place}: ${number}`)
  })
}

/** Decoded, unified, and without what separates the groups of a number. */
function digitsOnlyJoined(text: string): string {
  const decoded = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const bytes = Buffer.from(decoded, "latin1").toString("utf8")
  return `${text.normalize("NFKC")}\n${bytes.normalize("NFKC")}`.replace(
    /(?<=\d)[ +\-\u2010-\u2015\u00a0]{1,3}(?=\d)/g,
    "",
  )
}

/** The places where a short number stands alone, fractions of a second and measured times apart. */
export function placesOfCode(written: readonly Written[], code: string): readonly string[] {
  const alone = new RegExp(`(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`)
  return written
    .filter(({ text }) => alone.test(text.replace(/:\d\d\.\d{1,6}|"duration_ms":\d+/g, "")))
    .map(({ place }) => place)
}
