import { createHash } from "node:crypto"
import { rm } from "node:fs/promises"
import { connect, createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

/** A claim on a data folder, or the process that already has it. */
export type Claim =
  | { readonly ok: true; leaving(): void; release(): void }
  | { readonly ok: false; readonly pid: number }

/** One that is stopping lets its processes finish for 20 s and then stops PostgreSQL. */
const stoppingDeadlineMs = 45_000
/** One whose terminal or npm was just killed needs a moment to notice. */
const runningDeadlineMs = 3_000
const pollMs = 250

/**
 * Claims `folder` for this process. The claim is a socket that the operating system frees with the process, so it is
 * never stale, however the process ended. Waits for another one that is about to stop.
 */
export async function claimFolder(folder: string): Promise<Claim> {
  const address = claimAddress(folder)
  const started = Date.now()
  for (;;) {
    const state = { leaving: false }
    const server = await listen(address, () => `${process.pid} ${state.leaving ? "leaving" : "running"}`)
    if (server) {
      server.unref()
      return {
        ok: true,
        leaving: () => Object.assign(state, { leaving: true }),
        release: () => server.close(),
      }
    }
    const holder = await ask(address)
    if (!holder) await removeStale(address)
    const deadline = holder?.leaving ? stoppingDeadlineMs : runningDeadlineMs
    if (holder && Date.now() - started > deadline) return { ok: false, pid: holder.pid }
    await pause(pollMs)
  }
}

function claimAddress(folder: string): string {
  const name = `civic-pay-${createHash("sha256").update(folder).digest("hex").slice(0, 24)}`
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`
  // Linux has socket names without a file.
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

function listen(address: string, state: () => string): Promise<Server | null> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => {
      socket.on("error", () => {})
      socket.end(state())
    })
    server.once("error", (error) => {
      if ("code" in error && error.code === "EADDRINUSE") done(null)
      else fail(error)
    })
    server.listen(address, () => done(server))
  })
}

function ask(address: string): Promise<{ pid: number; leaving: boolean } | null> {
  return new Promise((done) => {
    let text = ""
    const socket = connect(address)
    socket.setTimeout(runningDeadlineMs, () => socket.destroy())
    socket.on("data", (chunk) => {
      text += chunk.toString()
    })
    socket.on("error", () => {})
    socket.on("close", () => {
      const [pid, state] = text.split(" ")
      done(pid ? { pid: Number(pid), leaving: state === "leaving" } : null)
    })
  })
}

async function removeStale(address: string): Promise<void> {
  if (process.platform !== "linux" && process.platform !== "win32") await rm(address, { force: true })
}
