import { createHash } from "node:crypto"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { brotliCompressSync } from "node:zlib"
import { build, type Plugin } from "vite"
import released from "#widget/released.json" with { type: "json" }
import { WIDGET_VERSION } from "#widget/version.ts"

/** What a host page pays for the element, in bytes after Brotli. ReactiveElement is most of it. */
export const SCRIPT_LIMIT_BYTES = 3_000

const ROOM = import.meta.dirname
const FILE = "civic-pay.js"

/** `versions.json`: for each version its path on the checkout, its hash for `integrity`, and its sizes. */
export interface WidgetVersions {
  readonly latest: string
  readonly versions: Readonly<Record<string, WidgetVersion>>
}

interface WidgetVersion {
  readonly file: string
  /** `sha384-` and the hash in base64. */
  readonly integrity: string
  readonly bytes: number
  /** Bytes after Brotli. */
  readonly brotli: number
}

/**
 * Writes every version of the widget to `outDir`: `<version>/civic-pay.js`, the newest of each major as
 * `<major>/civic-pay.js`, and `versions.json`. The same sources give the same bytes. Throws where the script
 * is over its budget or a released version's bytes would change.
 */
export async function buildWidget(outDir: string): Promise<void> {
  const current = await bundle()
  checkSize(current)
  const versions: Record<string, WidgetVersion> = {}
  for (const version of knownVersions()) {
    const script = version === WIDGET_VERSION ? current : await readReleased(version)
    checkReleased(version, script, released)
    // In ascending order: the newest of a major is written last.
    await write(join(outDir, version.split(".")[0] ?? version), script)
    await write(join(outDir, version), script)
    versions[version] = describe(version, script)
  }
  const listing: WidgetVersions = { latest: WIDGET_VERSION, versions }
  await writeFile(join(outDir, "versions.json"), `${JSON.stringify(listing, null, 2)}\n`)
}

/** Throws where `version` was released with other bytes than these. */
export function checkReleased(
  version: string,
  script: Uint8Array,
  hashes: Readonly<Record<string, string>>,
): void {
  const expected = hashes[version]
  const actual = integrityOf(script)
  if (expected === undefined || expected === actual) return
  throw new Error(
    `Widget ${version} is released and its bytes must never change: host pages pin ${expected}, ` +
      `this build is ${actual}. Raise widget/version.ts; widget/README.md says how.`,
  )
}

/** Throws where the script is over its budget. */
export function checkSize(script: Uint8Array): void {
  const bytes = brotliCompressSync(script).length
  if (bytes <= SCRIPT_LIMIT_BYTES) return
  throw new Error(`The widget is ${bytes} bytes after Brotli; its budget is ${SCRIPT_LIMIT_BYTES}.`)
}

/** The hash for a script's `integrity` attribute. */
export function integrityOf(script: Uint8Array): string {
  return `sha384-${createHash("sha384").update(script).digest("base64")}`
}

async function bundle(): Promise<Uint8Array> {
  const result = await build({
    root: ROOM,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: "error",
    // Named, because Vite adds Lit's development build where NODE_ENV is not "production".
    resolve: { conditions: ["browser", "module"] },
    plugins: [withoutLitStyles],
    build: {
      write: false,
      target: "es2022",
      lib: { entry: join(ROOM, "index.ts"), formats: ["es"], fileName: "civic-pay" },
      rolldownOptions: { output: { minify: true, codeSplitting: false, postBanner: BANNER } },
    },
  })
  const [output] = Array.isArray(result) ? result : []
  const [script, ...others] = output?.output ?? []
  if (script?.type !== "chunk" || others.length > 0) throw new Error("The widget must be one script.")
  return new TextEncoder().encode(script.code)
}

/** Lit's licence asks for its notice in copies. */
const BANNER = "/*! Civic Pay, MIT. Contains Lit, BSD-3-Clause, Copyright Google LLC */"

/**
 * Lit's css-tag.js carries a way of styling for browsers from before 2023: 300 bytes after Brotli, a tenth of
 * the budget. The element styles its own root, so only the names must be there.
 */
const withoutLitStyles: Plugin = {
  name: "without-lit-styles",
  enforce: "pre",
  resolveId: (source) => (source === "./css-tag.js" ? "\0css-tag" : null),
  load: (id) =>
    id === "\0css-tag"
      ? `export const adoptStyles = () => {}, getCompatibleStyle = (style) => style,
          supportsAdoptingStyleSheets = true, css = null, unsafeCSS = null, CSSResult = null`
      : null,
}

/** The released versions and the current one, in ascending order. */
function knownVersions(): string[] {
  const versions = new Set([...Object.keys(released), WIDGET_VERSION])
  return [...versions].sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
}

/** Earlier versions are kept as built: host pages ask for them for as long as they stand. */
function readReleased(version: string): Promise<Uint8Array> {
  return readFile(join(ROOM, "released", version, FILE))
}

async function write(folder: string, script: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, FILE), script)
}

function describe(version: string, script: Uint8Array): WidgetVersion {
  return {
    file: `/w/${version}/${FILE}`,
    integrity: integrityOf(script),
    bytes: script.length,
    brotli: brotliCompressSync(script).length,
  }
}
