import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The project's folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url))

/** The rooms that hold code; `tests` mirrors the others. */
const rooms = ["checkout-server", "db", "widget", "demo-site", "commands"] as const

/** A file of ours: its path from the project's folder, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

const made = /(^|\/)(dist|node_modules)\//

/** Every file below a folder whose name ends as one of `endings`, by path. */
export function filesIn(folder: string, endings: readonly string[]): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/"))
    .filter((path) => !made.test(path))
    .toSorted()
    .map((path) => ({ path, text: readRoot(path) }))
}

/** The text of one file, by its path from the project's folder. */
export function readRoot(path: string): string {
  return readFileSync(join(root, path), "utf8")
}

const code = [".ts", ".tsx", ".mjs"]

/** Every file of code in the rooms. */
export const sources = rooms.flatMap((room) => filesIn(room, code))

/** Every file of code in the tests. */
export const tests = filesIn("tests", code)

/** What a file imports: the specifier, and whether values come with it. */
export function importsOf(text: string): readonly { readonly from: string; readonly isType: boolean }[] {
  const found = text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^"'`;]*?from\s+"([^"]+)"/gm)
  const bare = text.matchAll(/^\s*import\s+"([^"]+)"/gm)
  const lazy = text.matchAll(/\bimport\(\s*"([^"]+)"/g)
  return [
    ...[...found].map(([, type, from = ""]) => ({ from, isType: type !== undefined })),
    ...[...bare, ...lazy].map(([, from = ""]) => ({ from, isType: false })),
  ]
}
