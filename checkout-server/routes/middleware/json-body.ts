import type { Context } from "hono"

/** Refuses bytes that are not UTF-8 instead of storing replacement characters. */
const utf8 = new TextDecoder("utf-8", { fatal: true })

/** True where the request says that its body is JSON. Parameters (`charset`) are allowed. */
export function isAnnouncedAsJson(c: Context): boolean {
  return /^application\/json\s*(?:;|$)/i.test(c.req.header("Content-Type") ?? "")
}

/** The parsed body; undefined, which no JSON gives, where it is not UTF-8 or not JSON. */
export async function readJsonBody(c: Context): Promise<unknown> {
  const bytes = await c.req.arrayBuffer()
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    // The platform's parsers answer by throwing only.
    return undefined
  }
}
