/** The number of `text[]` in pg_type: the only array type of our tables. */
export const textArrayType = 1009

/** One element: in quotes, with backslashes before quotes and backslashes, or bare (PostgreSQL, section 8.15.6). */
const element = /"((?:[^"\\]|\\.)*)"|([^{},]+)/gs

/** Reads PostgreSQL's text for a list of texts. */
export function readTextArray(text: string): readonly (string | null)[] {
  return [...text.matchAll(element)].map(([, quoted, bare]) => {
    if (quoted !== undefined) return quoted.replace(/\\(.)/gs, "$1")
    return bare === undefined || bare === "NULL" ? null : bare
  })
}

/** Writes a list as PostgreSQL's text for it; what is text already stays. */
export function writeTextArray(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  const elements = value.map((one) =>
    one === null ? "NULL" : `"${String(one).replace(/[\\"]/g, (mark) => `\\${mark}`)}"`,
  )
  return `{${elements.join(",")}}`
}
