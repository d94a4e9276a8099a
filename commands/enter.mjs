// The way in for a fresh machine: plain JavaScript for Node 20 and newer, without any package.
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { constants } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** The oldest Node that can install the packages, and the oldest that the programs themselves run on. */
const oldestForInstall = 20
const oldestForRunning = 24
/** How soon the end of npm, which may come without a signal to us, is noticed. */
const parentCheckMs = 500

const root = fileURLToPath(new URL("..", import.meta.url))
const stampFile = join(root, "node_modules", ".civic-pay-install")

/** Installs what is missing, then runs a TypeScript file of this folder and ends as it ends. */
export async function enter(file) {
  if (majorOf(process.version) < oldestForInstall) {
    stop(
      `Civic Pay needs Node.js ${oldestForRunning}; this is ${process.version}. Install it from https://nodejs.org`,
    )
  }
  installPackages()
  const runtime = findRuntime()
  const path = [dirname(runtime), process.env.PATH ?? ""].join(delimiter)
  const program = join(root, "commands", file)
  const child = spawn(runtime, ["--import", "tsx", program, ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, PATH: path },
    // The channel lets the program notice that we were killed.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  })
  passSignals(child)
  child.once("error", (error) => stop(`Cannot run ${runtime}: ${error.message}`))
  child.once("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

function majorOf(version) {
  return Number(/^v?(\d+)/.exec(version)?.[1] ?? 0)
}

function stop(message) {
  console.error(message)
  process.exit(1)
}

function installPackages() {
  const wanted = installStamp()
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return
  console.log("Installing packages (about a minute the first time) …")
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--include=dev", "--include=optional"]
  // An old Node installs well, with a page of warnings about programs that it will not have to run.
  if (majorOf(process.version) < oldestForRunning) args.push("--loglevel=error")
  const options = { cwd: root, stdio: "inherit" }
  const npm = process.env.npm_execpath
  const done = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" })
  if (done.status !== 0) {
    stop(
      "The packages could not be installed: npm's message is above. Check the network, then run this again.",
    )
  }
  writeFileSync(stampFile, wanted)
}

/** Changes with the lock file, and when a checkout with its node_modules moves to another kind of machine. */
function installStamp() {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")))
  return hash.update(`${process.platform}-${process.arch}`).digest("hex")
}

/** The running Node when it is new enough, otherwise the one that came with the packages. */
function findRuntime() {
  if (majorOf(process.version) >= oldestForRunning) return process.execPath
  const windows = process.platform === "win32"
  const name = `node-${windows ? "win" : process.platform}-${process.arch}`
  const packaged = join(root, "node_modules", name, "bin", windows ? "node.exe" : "node")
  const answer = spawnSync(packaged, ["--version"], { encoding: "utf8" })
  if (majorOf(answer.stdout ?? "") >= oldestForRunning) return packaged
  return stop(
    `Civic Pay needs Node.js ${oldestForRunning}; this is ${process.version}, and no packaged one runs on ` +
      `${process.platform}-${process.arch}. Install Node.js ${oldestForRunning} from https://nodejs.org`,
  )
}

function passSignals(child) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  if (!process.env.npm_lifecycle_event) return
  // Killed outright, npm cannot pass anything on; its end shows in our, or our shell's, being handed to another parent.
  const before = ancestors()
  const check = setInterval(() => {
    if (ancestors() === before) return
    clearInterval(check)
    child.kill("SIGTERM")
  }, parentCheckMs)
  check.unref()
}

/** Our parent, and its parent where ours is only the shell between npm and us. */
function ancestors() {
  const parent = process.ppid
  const status = process.platform === "linux" ? readIfThere(`/proc/${parent}/stat`) : ""
  // Linux, proc_pid_stat(5): number (name) state parent …
  const [, name, grandparent] = /^\d+ \((.*)\) \S (\d+)/.exec(status) ?? []
  return /^(sh|bash|dash|ash|busybox)$/.test(name ?? "") ? `${parent} ${grandparent}` : `${parent}`
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
