import { createHash } from "node:crypto"
import { promises } from "node:fs"
import { extname, join, relative, sep } from "node:path"
import { promisify } from "node:util"
import { brotliCompress } from "node:zlib"
import type { StaticBytes, StaticFile, StaticFiles } from "#ports/static-files.ts"

const compress = promisify(brotliCompress)

/** Text is UTF-8. Only these kinds are built; anything else is served as bytes without a kind. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
}

/**
 * Reads every file under `folder`, but for names that begin with a dot, and compresses it once. A request is
 * then a look-up among these paths, so none can reach outside the folder. Rejects where it cannot be read.
 */
export async function loadStaticFiles(folder: string): Promise<StaticFiles> {
  const entries = await promises.readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep))
    .filter((names) => !names.some((name) => name.startsWith(".")))
  const files = new Map(
    await Promise.all(
      paths.map(async (names) => [names.join("/"), await load(join(folder, ...names))] as const),
    ),
  )
  return { find: (path) => files.get(path) ?? null }
}

async function load(path: string): Promise<StaticFile> {
  const bytes = new Uint8Array(await promises.readFile(path))
  const brotli = new Uint8Array(await compress(bytes))
  return {
    contentType: CONTENT_TYPES[extname(path)] ?? "application/octet-stream",
    plain: tagged(bytes),
    brotli: brotli.length < bytes.length ? tagged(brotli) : null,
  }
}

function tagged(bytes: Uint8Array<ArrayBuffer>): StaticBytes {
  return { bytes, etag: `"${createHash("sha256").update(bytes).digest("base64url")}"` }
}
