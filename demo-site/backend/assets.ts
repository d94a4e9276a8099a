import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Context } from "hono"

const css = "text/css; charset=utf-8"
const javascript = "text/javascript; charset=utf-8"
const svg = "image/svg+xml"

const sources = {
  "site.css": { type: css, files: ["base.css", "frame.css", "parts.css", "forms.css", "lists.css"] },
  "live-list.js": { type: javascript, files: ["live-list.js"] },
  "copy.js": { type: javascript, files: ["copy.js"] },
  "crest.svg": { type: svg, files: ["crest.svg"] },
  "valley.svg": { type: svg, files: ["valley.svg"] },
  "icon-council-tax.svg": { type: svg, files: ["icon-council-tax.svg"] },
  "icon-parking.svg": { type: svg, files: ["icon-parking.svg"] },
  "icon-garden-waste.svg": { type: svg, files: ["icon-garden-waste.svg"] },
  "icon-library.svg": { type: svg, files: ["icon-library.svg"] },
} as const

export type AssetName = keyof typeof sources

/** The site's own styles, scripts and pictures, read once at start. */
export interface Assets {
  /** The address to put in a page; it changes with the content. */
  readonly href: (name: AssetName) => string
  /** Answers `/assets/{name}`; null if there is no such file. */
  readonly answer: (context: Context, name: string) => Response | null
}

/** Reads the files beside the pages; throws if one is missing, for then the site is not whole. */
export function readAssets(): Assets {
  const folder = join(import.meta.dirname, "..", "pages", "assets")
  const files = new Map<string, { type: string; text: string; hash: string }>()
  for (const [name, source] of Object.entries(sources)) {
    const text = source.files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n")
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 16)
    files.set(name, { type: source.type, text, hash })
  }
  return {
    href: (name) => `/assets/${name}?v=${files.get(name)?.hash}`,
    answer(context, name) {
      const file = files.get(name)
      if (file === undefined) return null
      const current = context.req.query("v") === file.hash
      context.header("Content-Type", file.type)
      context.header("Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache")
      return context.body(file.text)
    },
  }
}
