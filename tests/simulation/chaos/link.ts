import { once } from "node:events"
import type { AddressInfo, Server, Socket } from "node:net"
import { connect, createServer } from "node:net"
import { pipeline, Transform } from "node:stream"
import { setTimeout as pause } from "node:timers/promises"

/** A TCP proxy on 127.0.0.1 that can be slow, stuck, cut and gone. */
export interface Link {
  readonly port: number
  /** Where new connections go, in turn; none: they are reset. */
  leadTo(targets: readonly number[]): void
  /** From now on each piece of bytes waits so many milliseconds; 0 is calm. */
  slow(milliseconds: number): void
  /** Bytes stand still: all of them, or only what comes back. */
  hold(direction: "answers" | "both"): void
  /** Lets held bytes go. */
  release(): void
  /** Resets every connection, or those to one target. */
  reset(target?: number): void
  /** Nobody listens any more: connections are refused. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

interface Connection {
  readonly target: number
  readonly sockets: readonly Socket[]
}

/** Another program's outgoing connection may hold the port for a moment. */
const listenAttempts = 100
const pauseBetweenAttempts = 100

/** Opens a proxy to `targets`. */
export async function openLink(targets: readonly number[]): Promise<Link> {
  const traffic = new Traffic(targets)
  let server = await listenOn(traffic, 0)
  const { port } = server.address() as AddressInfo
  const leave = async () => {
    if (!server.listening) return
    const closed = once(server, "close")
    server.close()
    traffic.reset()
    await closed
  }
  return {
    port,
    leadTo: (next) => traffic.leadTo(next),
    slow: (milliseconds) => traffic.slow(milliseconds),
    hold: (direction) => traffic.hold(direction),
    release: () => traffic.release(),
    reset: (target) => traffic.reset(target),
    goAway: leave,
    comeBack: async () => {
      if (!server.listening) server = await listenOn(traffic, port)
    },
    close: leave,
  }
}

async function listenOn(traffic: Traffic, port: number): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => traffic.take(client))
    server.listen(port, "127.0.0.1")
    try {
      await once(server, "listening")
      return server
    } catch (error) {
      if (attempt === listenAttempts) throw error
      await pause(pauseBetweenAttempts)
    }
  }
}

/** The connections of one link, and what is being done to them. */
class Traffic {
  #targets: readonly number[]
  #turn = 0
  #wait = 0
  #held: "answers" | "both" | null = null
  #released: { readonly promise: Promise<void>; resolve(): void } = Promise.withResolvers<void>()
  readonly #connections = new Set<Connection>()

  constructor(targets: readonly number[]) {
    this.#targets = targets
  }

  leadTo(targets: readonly number[]): void {
    this.#targets = targets
  }

  slow(milliseconds: number): void {
    this.#wait = milliseconds
  }

  hold(direction: "answers" | "both"): void {
    this.#held = direction
  }

  release(): void {
    this.#held = null
    this.#released.resolve()
    this.#released = Promise.withResolvers<void>()
  }

  reset(target?: number): void {
    for (const connection of this.#connections) {
      if (target !== undefined && connection.target !== target) continue
      for (const socket of connection.sockets) socket.resetAndDestroy()
    }
  }

  take(client: Socket): void {
    client.on("error", () => {})
    this.#turn += 1
    void this.#join(client, rotated(this.#targets, this.#turn))
  }

  async #join(client: Socket, targets: readonly number[]): Promise<void> {
    for (const target of targets) {
      const server = connect({ host: "127.0.0.1", port: target, allowHalfOpen: true, noDelay: true })
      server.on("error", () => {})
      const connection = { target, sockets: [client, server] }
      this.#connections.add(connection)
      try {
        await once(server, "connect")
        this.#carry(connection, client, server)
        return
      } catch {
        this.#connections.delete(connection)
        if (client.destroyed) return
      }
    }
    client.resetAndDestroy()
  }

  #carry(connection: Connection, client: Socket, server: Socket): void {
    let open = 2
    const ended = (error: unknown) => {
      open -= 1
      if (error || open === 0) this.#connections.delete(connection)
      if (error) for (const socket of connection.sockets) socket.resetAndDestroy()
    }
    pipeline(client, this.#gate("requests"), server, ended)
    pipeline(server, this.#gate("answers"), client, ended)
  }

  #gate(direction: "requests" | "answers"): Transform {
    return new Transform({
      transform: (chunk, _encoding, pass) => {
        void this.#passage(direction).then(() => pass(null, chunk))
      },
    })
  }

  async #passage(direction: "requests" | "answers"): Promise<void> {
    while (this.#held === "both" || this.#held === direction) await this.#released.promise
    if (this.#wait > 0) await pause(this.#wait)
  }
}

function rotated(targets: readonly number[], turn: number): readonly number[] {
  const first = targets.length === 0 ? 0 : turn % targets.length
  return [...targets.slice(first), ...targets.slice(0, first)]
}
