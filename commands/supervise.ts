import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import type { WriteStream } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { followOutput } from "./process-log.ts"
import { pick } from "./settings.ts"

/** One process of ours and how to know that it works. */
export interface ProcessSettings {
  readonly name: string
  /** TypeScript file, from the root of the checkout. */
  readonly file: string
  /** All that it may know, besides where programs and temporary files are. */
  readonly environment: Readonly<Record<string, string>>
  /** Answers 200 when the process is ready. */
  readonly readyUrl: string
  /** Modules to load first, absolute. */
  readonly preload: readonly string[]
}

/** A running process that is started again when it ends by itself. */
export interface SupervisedProcess {
  readonly name: string
  /** null between two lives. */
  pid(): number | null
  /** Whatever it dies of, it is started again. */
  kill(signal: NodeJS.Signals): void
  /** Ends it in good order, starts it again, and waits until it is ready. */
  restart(): Promise<void>
  /** Waits until it answers. Throws when it ends, or does not answer in time. */
  ready(): Promise<void>
  /** SIGTERM, then SIGKILL when `hurried` is called or the time is over. It is not started again. */
  stop(): Promise<void>
  hurry(): void
}

/** How the supervisor tells people. */
export interface SupervisorOutput {
  readonly log: WriteStream
  readonly tell: (line: string) => void
}

/** On a busy machine the first start compiles for several seconds. */
const readyDeadlineMs = 60_000
const readyPollMs = 100
const stopDeadlineMs = 20_000
/** A process that cannot live is started five times a minute at most, after growing pauses. */
const restartWindow = { lengthMs: 60_000, starts: 5 }
const pausesMs = [500, 1_000, 2_000, 4_000, 8_000]

/** V8 lets short-lived objects pile up to 64 MB and more before it looks; a server of small requests needs a quarter. */
const youngGeneration = "--max-semi-space-size=16"

const root = join(import.meta.dirname, "..")
const followParent = join(import.meta.dirname, "follow-parent.mjs")
const inherited = ["PATH", "HOME", "TZ", "LANG", "NODE_ENV", "TMPDIR", "TEMP", "TMP", "SystemRoot"]

/** Starts the process and keeps it running until `stop`. */
export function supervise(settings: ProcessSettings, output: SupervisorOutput): SupervisedProcess {
  const restarts: number[] = []
  let stopping = false
  let wanted = false
  let child = launch(settings, output)
  watch(child)

  function watch(watched: ChildProcess): void {
    watched.once("exit", (code, signal) => {
      if (stopping || wanted) return
      const delay = nextPause(restarts, Date.now())
      const how = signal ?? `code ${code}`
      output.tell(`ended unexpectedly (${how}); starting it again in ${Math.ceil(delay / 1_000)} s`)
      void pause(delay, undefined, { ref: false }).then(() => {
        if (!stopping && child === watched) begin()
      })
    })
  }

  function begin(): void {
    restarts.push(Date.now())
    child = launch(settings, output)
    watch(child)
  }

  const hurry = () => void child.kill("SIGKILL")
  return {
    name: settings.name,
    pid: () => (isAlive(child) ? (child.pid ?? null) : null),
    kill: (signal) => void child.kill(signal),
    ready: () => waitUntilReady(settings, () => child),
    restart: async () => {
      wanted = true
      await end(child)
      wanted = false
      begin()
      await waitUntilReady(settings, () => child)
    },
    stop: async () => {
      stopping = true
      await end(child)
    },
    hurry,
  }
}

/** How long to wait before the next start, given when the earlier restarts were. */
export function nextPause(restarts: readonly number[], now: number): number {
  const recent = restarts.filter((at) => now - at < restartWindow.lengthMs)
  const oldest = recent[0]
  if (recent.length >= restartWindow.starts && oldest !== undefined)
    return oldest + restartWindow.lengthMs - now
  return pausesMs[recent.length] ?? restartWindow.lengthMs
}

function launch(settings: ProcessSettings, output: SupervisorOutput): ChildProcess {
  const preload = ["tsx", followParent, ...settings.preload].flatMap((module) => ["--import", module])
  const child = spawn(process.execPath, [youngGeneration, ...preload, join(root, settings.file)], {
    cwd: root,
    env: { ...pick(process.env, inherited), ...settings.environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Ctrl-C in the terminal is ours to pass on, in order.
    detached: process.platform !== "win32",
    windowsHide: true,
  })
  child.once("error", (error) => output.tell(`cannot be started: ${error.message}`))
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) followOutput(stream, output.log, output.tell)
  }
  return child
}

function isAlive(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null
}

async function end(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return
  const ended = once(child, "exit")
  const deadline = setTimeout(() => child.kill("SIGKILL"), stopDeadlineMs)
  child.kill("SIGTERM")
  await ended
  clearTimeout(deadline)
}

async function waitUntilReady(settings: ProcessSettings, current: () => ChildProcess): Promise<void> {
  const deadline = Date.now() + readyDeadlineMs
  const first = current()
  while (Date.now() < deadline) {
    if (!isAlive(first)) throw new Error(`${settings.name} ended before it was ready.`)
    if (await answers(settings.readyUrl)) return
    await pause(readyPollMs)
  }
  throw new Error(`${settings.name} was not ready after ${readyDeadlineMs / 1_000} s.`)
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
