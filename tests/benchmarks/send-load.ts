import type { Agent } from "node:http"
import { keepAlive, type Sent, send } from "./http-client.ts"
import type { Load, LoadAnswer } from "./orders.ts"

/** No load goes on longer, whatever was asked for. */
const longestMs = 120_000

/** Sends a load and times every answer. Rejects at the first answer of another status than expected. */
export async function sendLoad(load: Load): Promise<LoadAnswer> {
  const agent = keepAlive(load.clients)
  const requests = load.requests.map(
    ({ method, path, headers, body }): Sent => ({ method, headers, body, url: new URL(path, load.origin) }),
  )
  const running: Running = { agent, requests, load, begun: 0, startedAt: performance.now(), milliseconds: [] }
  try {
    await Promise.all(Array.from({ length: load.clients }, () => beClient(running)))
    const seconds = (performance.now() - running.startedAt) / 1_000
    return { seconds, milliseconds: running.milliseconds, pages: [] }
  } finally {
    agent.destroy()
  }
}

interface Running {
  readonly agent: Agent
  readonly requests: readonly Sent[]
  readonly load: Load
  readonly startedAt: number
  readonly milliseconds: number[]
  begun: number
}

async function beClient(running: Running): Promise<void> {
  for (;;) {
    const request = nextRequest(running)
    if (request === undefined) return
    const before = performance.now()
    const answer = await send(running.agent, request)
    running.milliseconds.push(performance.now() - before)
    if (answer.status === running.load.expect) continue
    throw new Error(
      `${request.method} ${request.url.pathname} answered ${answer.status}: ${answer.text.slice(0, 200)}`,
    )
  }
}

/** undefined: the load has ended. */
function nextRequest(running: Running): Sent | undefined {
  const { ends } = running.load
  const most = "seconds" in ends ? Math.min(ends.seconds * 1_000, longestMs) : longestMs
  if (performance.now() - running.startedAt >= most) return undefined
  if ("count" in ends && running.begun >= ends.count) return undefined
  running.begun += 1
  return running.requests[(running.begun - 1) % running.requests.length]
}
