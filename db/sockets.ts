import { Socket } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import postgres from "postgres"

/** Time for one server to say whether it takes writes. All are asked together, so a dead one delays nobody longer. */
const answerSeconds = 2

/**
 * After a connection that came to nothing within a second, the next ones wait a little. postgres.js alone tries
 * hundreds of times a second while a server is starting, or waits twenty seconds once a whole pool was lost.
 */
const restMilliseconds = 100
const shortLifeMilliseconds = 1_000

/** postgres.js asks for a socket a moment after it was given a query. */
const startMilliseconds = 20

const postgresPort = 5432

/** Where a server listens: a host and port, or the path of a Unix socket. */
interface Place {
  readonly host: string
  readonly port: number
  readonly path: string | null
}

/** A way to the server that takes writes. */
interface Reach {
  /** What `postgres()` takes beyond the URL. Its types leave `socket` out. */
  readonly settings: {
    readonly host?: string
    readonly port?: number
    readonly backoff: false
    readonly target_session_attrs: "primary"
    readonly socket: () => Promise<Socket>
  }
  /** Resolves when every connection has closed. postgres.js alone waits for those, too, that were lost long ago. */
  allClosed(): Promise<void>
}

/**
 * Reaches the server that takes writes: of several hosts in the URL, every new connection asks all. So a pool follows
 * a promotion by itself. postgres.js alone would take a hot standby for `read-write`, and try without end while no
 * host answers; so it is told of one host, and of `primary`, which it checks rightly. An old primary must be kept from
 * coming back as one (fenced): of two that both take writes, either may be found.
 */
export function reachPrimary(url: string): Reach {
  const places = placesIn(url)
  const [first, second] = places
  const find = second ? shared(() => findPrimary(url, places)) : async () => first
  const connections = new Set<Promise<void>>()
  let restUntil = 0
  const socket = async () => {
    const closed = Promise.withResolvers<void>()
    connections.add(closed.promise)
    await pause(Math.max(0, restUntil - performance.now()))
    const place = await find()
    const opened = performance.now()
    return open(place, () => {
      const now = performance.now()
      if (now - opened < shortLifeMilliseconds) restUntil = now + restMilliseconds
      connections.delete(closed.promise)
      closed.resolve()
    })
  }
  const only = second ? { host: first.host, port: first.port } : {}
  return {
    settings: { ...only, backoff: false, target_session_attrs: "primary", socket },
    allClosed: async () => {
      do {
        await pause(startMilliseconds)
        await Promise.all(connections)
      } while (connections.size > 0)
    },
  }
}

function placesIn(url: string): readonly [Place, ...Place[]] {
  const {
    host: hosts,
    port: ports,
    path,
  } = postgres(url, { max: 1, target_session_attrs: "primary" }).options
  const [first, ...others] = hosts.map((host, index) => ({
    host,
    port: ports[index] ?? postgresPort,
    path: path || null,
  }))
  if (!first) throw new Error("the database's URL names no host")
  return [first, ...others]
}

/** Callers that come while a search is under way wait for the same one. */
function shared<T>(search: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null
  return () => {
    underWay ??= search().finally(() => {
      underWay = null
    })
    return underWay
  }
}

/** The first to answer that it takes writes. Where none does, the first of the URL, whose own error then tells why. */
async function findPrimary(url: string, places: readonly [Place, ...Place[]]): Promise<Place> {
  return await Promise.any(places.map((place) => takingWrites(url, place))).catch(() => places[0])
}

async function takingWrites(url: string, place: Place): Promise<Place> {
  const { host, port } = place
  const client = postgres(url, {
    host,
    port,
    max: 1,
    connect_timeout: answerSeconds,
    fetch_types: false,
    target_session_attrs: "primary",
    onnotice: () => {},
  })
  try {
    const [answer] = await client`show transaction_read_only`
    if (answer?.["transaction_read_only"] !== "off") throw new Error(`${host}:${port} takes no writes`)
    return place
  } finally {
    await client.end({ timeout: 0 })
  }
}

/**
 * A socket that says `error` only together with `close`, and always: between the two, postgres.js still gives queries
 * to the connection, which are never answered, or with the answer to another; and where a connection closes without an
 * error before it began, it tries again without end.
 */
function open({ host, port, path }: Place, onClose: () => void): Socket {
  const socket = new Socket()
  const emit = socket.emit.bind(socket)
  let failure: unknown = Object.assign(new Error(`connection closed by ${path ?? `${host}:${port}`}`), {
    code: "CONNECTION_CLOSED",
  })
  socket.emit = (event: string | symbol, ...given: unknown[]) => {
    if (event === "error") {
      failure = given[0]
      return true
    }
    if (event === "close") {
      onClose()
      if (socket.listenerCount("error") > 0) emit("error", failure)
    }
    return emit(event, ...given)
  }
  if (path !== null) return socket.connect(path)
  // postgres.js reads the host off the socket: TLS checks the server's certificate against it.
  return Object.assign(socket.connect(port, host), { host, port })
}
