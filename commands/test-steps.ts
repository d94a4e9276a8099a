import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { type Count, judge, readCount, readVitestReport } from "./test-count.ts"

/** A part of `npm test`. */
export interface Step {
  /** What `--only` calls it. */
  readonly name: string
  readonly title: string
  readonly run: (signal: AbortSignal) => Promise<Count>
}

interface Command {
  readonly package: string
  readonly program: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
  readonly signal: AbortSignal
}

/** The slowest step, the journeys, takes minutes; a runner that hangs must still end. */
const stepDeadlineMs = 20 * 60_000
const root = join(import.meta.dirname, "..")
const typescript = ["--import", "tsx"]

/** In the order in which they answer soonest. */
export const steps: readonly Step[] = [
  check("types", "Types", { package: "typescript", program: "tsc", args: ["--noEmit"] }),
  check("lint", "Lint and format", { package: "@biomejs/biome", program: "biome", args: ["check", "."] }),
  check("unused", "Unused code", { package: "knip", program: "knip", args: [] }),
  {
    name: "build",
    title: "Build",
    run: async (signal) => judgeCheck(await runNode([...typescript, "commands/build.ts"], { signal })),
  },
  { name: "server", title: "Server tests", run: (signal) => runVitest("server", signal, {}) },
  { name: "widget", title: "Element tests", run: runElementTests },
  {
    name: "journeys",
    title: "Journeys",
    run: async (signal) => {
      const browser = await findBrowser()
      return browser === null ? judge(1, null) : runVitest("journeys", signal, browser)
    },
  },
]

/** A check counts as one test. */
function check(name: string, title: string, command: Omit<Command, "signal">): Step {
  return { name, title, run: async (signal) => judgeCheck(await runProgram({ ...command, signal })) }
}

function judgeCheck(code: number | null): Count {
  return judge(code, { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 })
}

function runVitest(
  project: string,
  signal: AbortSignal,
  environment: Readonly<Record<string, string>>,
): Promise<Count> {
  return withReport(async (report) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
    const args = ["run", "--project", project, ...reporters]
    const code = await runProgram({ package: "vitest", program: "vitest", args, environment, signal })
    return judge(code, readVitestReport(await readReport(report)))
  })
}

async function runElementTests(signal: AbortSignal): Promise<Count> {
  const browser = await findBrowser()
  if (browser === null) return judge(1, null)
  return withReport(async (report) => {
    const code = await runProgram({
      package: "@web/test-runner",
      program: "web-test-runner",
      args: ["--config", "tests/widget/web-test-runner.config.mjs"],
      nodeArgs: typescript,
      environment: { ...browser, WTR_RESULT_FILE: report },
      signal,
    })
    return judge(code, readCount(await readReport(report)))
  })
}

/** The environment that names the browser; null, said aloud, when there is none. */
async function findBrowser(): Promise<Readonly<Record<string, string>> | null> {
  try {
    const { resolveBrowser } = await import("#tests/support/browser.ts")
    return { CHROME_PATH: (await resolveBrowser()).path }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return null
  }
}

async function withReport(work: (report: string) => Promise<Count>): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), "civic-pay-report-"))
  try {
    return await work(join(folder, "report.json"))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function readReport(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "")
}

/** Runs a package's own program: the same on every system, without a shell. */
export async function runProgram(command: Command): Promise<number | null> {
  const folder = join(root, "node_modules", command.package)
  const manifest = v.parse(Manifest, JSON.parse(await readFile(join(folder, "package.json"), "utf8")))
  const file = typeof manifest.bin === "string" ? manifest.bin : manifest.bin[command.program]
  if (file === undefined) throw new Error(`The package ${command.package} has no program ${command.program}.`)
  return runNode([...(command.nodeArgs ?? []), join(folder, file), ...command.args], command)
}

const Manifest = v.object({ bin: v.union([v.string(), v.record(v.string(), v.string())]) })

function runNode(
  args: readonly string[],
  how: Pick<Command, "environment" | "signal">,
): Promise<number | null> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...how.environment },
      stdio: ["ignore", "inherit", "inherit"],
      timeout: stepDeadlineMs,
    })
    const stop = () => void child.kill("SIGTERM")
    how.signal.addEventListener("abort", stop, { once: true })
    child.once("error", fail)
    child.once("exit", (code) => {
      how.signal.removeEventListener("abort", stop)
      done(code)
    })
  })
}
