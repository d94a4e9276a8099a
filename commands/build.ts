import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"

/** Something built for browsers: made again when a file it is made from changes. */
interface Product {
  readonly name: string
  /** Files and folders, from the root. */
  readonly sources: readonly string[]
  /** Folder under dist/. */
  readonly target: string
  /** Writes everything to this folder. */
  readonly build: (folder: string) => Promise<void>
}

const root = join(import.meta.dirname, "..")
const dist = join(root, "dist")

const widget: Product = {
  name: "widget",
  sources: ["widget", "package-lock.json"],
  target: "widget",
  build: async (folder) => {
    const { buildWidget } = await import("#widget/build-widget.ts")
    await buildWidget(folder)
  },
}

const pageAssets: Product = {
  name: "page assets",
  sources: ["checkout-server/browser", "package-lock.json"],
  target: "assets",
  build: async (folder) => {
    const { build } = await import("vite")
    const configFile = join(root, "checkout-server/browser/vite.config.ts")
    await build({ configFile, logLevel: "error", build: { outDir: folder } })
  },
}

/** Builds what is missing or older than its sources, in a process of its own: bundlers change their environment. */
export async function buildStale(): Promise<void> {
  if ((await staleProducts()).length === 0) return
  const args = ["--import", "tsx", import.meta.filename]
  const builder = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] })
  const [code] = await once(builder, "exit")
  if (code !== 0) throw new Error("The files for browsers could not be built: the reason is above.")
}

async function buildHere(): Promise<void> {
  await mkdir(dist, { recursive: true })
  for (const { product, stamp } of await staleProducts()) {
    console.log(`Building the ${product.name} …`)
    await rm(stampFile(product), { force: true })
    const folder = join(dist, product.target)
    const fresh = `${folder}.new-${process.pid}`
    await product.build(fresh)
    await rm(folder, { recursive: true, force: true })
    await rename(fresh, folder)
    // Last, so that an interrupted build is done again.
    await writeFile(stampFile(product), stamp)
  }
}

const stampFile = (product: Product) => join(dist, `.${product.target}.stamp`)

async function staleProducts(): Promise<readonly { product: Product; stamp: string }[]> {
  const stale: { product: Product; stamp: string }[] = []
  for (const product of [widget, pageAssets]) {
    const stamp = await hashOf(product.sources)
    const built = await readFile(stampFile(product), "utf8").catch(() => "")
    if (built !== stamp || !existsSync(join(dist, product.target))) stale.push({ product, stamp })
  }
  return stale
}

async function hashOf(sources: readonly string[]): Promise<string> {
  const hash = createHash("sha256")
  for (const source of sources) {
    for (const file of await filesOf(source))
      hash.update(`${file}\0`).update(await readFile(join(root, file)))
  }
  return hash.digest("hex")
}

/** Paths from the root, in a fixed order. */
async function filesOf(source: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true }).catch(
    () => null,
  )
  if (!entries) return [source]
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort()
}

if (process.argv[1] === import.meta.filename) await buildHere()
