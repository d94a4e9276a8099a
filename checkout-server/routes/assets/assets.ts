import { type Context, Hono } from "hono"
import type { StaticFile, StaticFiles } from "#ports/static-files.ts"

/** A year, the longest that caches honour: bytes under a version or a hash never change. */
const FOREVER = "public, max-age=31536000, immutable"
/** A council that follows a major version gets a repair within five minutes. */
const FOLLOWED = "public, max-age=300"

/** The widget's script runs on host pages: `integrity` needs CORS, and their isolation needs CORP. */
const FOR_ANY_SITE = {
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
}
const FOR_OUR_PAGES = { "Cross-Origin-Resource-Policy": "same-origin" }

/**
 * Built files, mounted at `/`: the widget under `/w/`, by exact version, by major version, and the list of
 * versions; the pages' own hashed files under `/assets/`. Anything else is not found.
 * `/favicon.ico`, which browsers ask for unasked, is nothing: pages carry no mark of ours.
 */
export function assetRoutes(files: { readonly widget: StaticFiles; readonly page: StaticFiles }): Hono {
  return new Hono()
    .get("/favicon.ico", (c) => c.body(null, 204, { "Cache-Control": FOREVER }))
    .get("/w/versions.json", (c) =>
      answer(c, files.widget.find("versions.json"), { ...FOR_ANY_SITE, "Cache-Control": FOLLOWED }),
    )
    .get("/w/:version{[0-9]+\\.[0-9]+\\.[0-9]+}/civic-pay.js", (c) =>
      answer(c, files.widget.find(`${c.req.param("version")}/civic-pay.js`), {
        ...FOR_ANY_SITE,
        "Cache-Control": FOREVER,
      }),
    )
    .get("/w/:major{[0-9]+}/civic-pay.js", (c) =>
      answer(c, files.widget.find(`${c.req.param("major")}/civic-pay.js`), {
        ...FOR_ANY_SITE,
        "Cache-Control": FOLLOWED,
      }),
    )
    .get("/assets/:path{.+}", (c) =>
      answer(c, files.page.find(c.req.param("path")), { ...FOR_OUR_PAGES, "Cache-Control": FOREVER }),
    )
}

function answer(
  c: Context,
  file: StaticFile | null,
  headers: Readonly<Record<string, string>>,
): Response | Promise<Response> {
  if (!file) return c.notFound()
  const brotli = acceptsBrotli(c.req.header("Accept-Encoding")) ? file.brotli : null
  const { bytes, etag } = brotli ?? file.plain
  const common = { ...headers, ETag: etag, Vary: "Accept-Encoding", "X-Content-Type-Options": "nosniff" }
  if (namesTag(c.req.header("If-None-Match"), etag)) return c.body(null, 304, common)
  return c.body(bytes, 200, {
    ...common,
    "Content-Type": file.contentType,
    "Content-Length": String(bytes.length),
    ...(brotli && { "Content-Encoding": "br" }),
  })
}

/** RFC 9110, section 12.5.3: `br` is named, and not with a weight of zero. */
function acceptsBrotli(header = ""): boolean {
  return header.split(",").some((coding) => /^\s*br\s*(;\s*q=(1|0\.\d*[1-9]).*)?$/i.test(coding))
}

/** RFC 9110, section 13.1.2: any tag, or one of a list, weak or strong. */
function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return (
    header.split(",").some((tag) => /^(W\/)?(.*)$/.exec(tag.trim())?.[2] === etag) || header.trim() === "*"
  )
}
