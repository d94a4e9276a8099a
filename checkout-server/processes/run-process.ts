import type { Server } from "node:http"
import process from "node:process"
import { serve } from "@hono/node-server"
import type { Hono } from "hono"
import type { Log } from "#ports/log.ts"

/** Longer than the longest call to the acquirer: what is in flight is finished before the process ends. */
const stopMilliseconds = 75_000

/** How often connections that have nothing in flight are closed while the process stops. */
const idleSweepMilliseconds = 100

/** Says on one line each what is wrong, and ends the process. */
export function refuseToStart(name: string, faults: readonly string[]): never {
  for (const fault of faults) process.stderr.write(`${name}: ${fault}\n`)
  process.exit(1)
}

/** Listens, or ends the process with one clear line where the port is taken. */
export async function listen(
  app: Hono,
  place: { readonly name: string; readonly host: string; readonly port: number; readonly setting: string },
): Promise<Server> {
  return await new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: place.host, port: place.port }, () =>
      resolve(server as Server),
    )
    server.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") throw error
      refuseToStart(place.name, [`port ${place.port} is in use: stop what uses it, or set ${place.setting}`])
    })
  })
}

/**
 * On a signal begins no new work (`rest`), stops accepting, waits for what is in flight, runs `finish`, and ends.
 * A second signal ends at once.
 */
export function stopOnSignal(
  log: Log,
  server: Server,
  work: { rest(): Promise<void>; finish(): Promise<void> },
): void {
  let stopping = false
  const stop = (signal: string): void => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, "stopping")
    setTimeout(() => process.exit(1), stopMilliseconds).unref()
    const resting = work.rest()
    server.close(() => {
      const finished = resting.then(() => work.finish())
      finished.then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
    // A client that keeps asking on an open connection would hold the process for ever.
    setInterval(() => server.closeIdleConnections(), idleSweepMilliseconds)
  }
  process.on("SIGTERM", stop)
  process.on("SIGINT", stop)
}
