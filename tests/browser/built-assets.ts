import { execFile } from "node:child_process"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

/** The checkout's built files, as the bundler writes them. */
export interface BuiltAssets {
  /** `assets.json`. */
  readonly list: { readonly css: string; readonly js: string }
  /** Bytes by address: `/assets/checkout-….css`. */
  readonly files: ReadonlyMap<string, Buffer>
}

const root = join(import.meta.dirname, "../..")
/** A build takes about a second; a busy machine gets a minute. */
const buildDeadlineMs = 60_000

/** Builds the page assets anew, in a process of its own: bundlers change their environment. */
export async function buildAssets(): Promise<BuiltAssets> {
  const folder = await mkdtemp(join(tmpdir(), "civic-pay-assets-"))
  try {
    const vite = join(root, "node_modules/vite/bin/vite.js")
    const config = join(root, "checkout-server/browser/vite.config.ts")
    const args = [vite, "build", "--config", config, "--outDir", folder, "--emptyOutDir"]
    await promisify(execFile)(process.execPath, args, { cwd: root, timeout: buildDeadlineMs })
    const files = new Map<string, Buffer>()
    for (const name of await readdir(folder)) files.set(`/assets/${name}`, await readFile(join(folder, name)))
    return { list: JSON.parse(String(files.get("/assets/assets.json"))) as BuiltAssets["list"], files }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
