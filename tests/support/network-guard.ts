import dgram from "node:dgram"
import dns from "node:dns"
import { syncBuiltinESMExports } from "node:module"
import net from "node:net"

// Loaded before every test file, and in child processes by `node --import`: sockets go to loopback only.

type Callable = (this: unknown, ...args: unknown[]) => unknown
type LookupCallback = (error: Error | null, address: unknown, family?: unknown) => void

/** Whether an address or name can only mean this machine: 127.0.0.0/8, ::1, their mapped forms, localhost. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase()
  if (net.isIPv4(bare)) return bare.startsWith("127.")
  if (net.isIPv6(bare)) return bare === "::1" || /^::ffff:127\./.test(bare)
  return bare === "localhost" || bare.endsWith(".localhost")
}

function refuse(host: unknown): never {
  throw new Error(`Tests reach loopback only, not ${String(host)}.`)
}

/** net.connect passes its arguments on as one array; everybody else as they wrote them. */
function checkConnect(args: unknown[]): void {
  const given = Array.isArray(args[0]) ? args[0] : args
  const [first, second] = given
  if (typeof first === "object" && first !== null) checkOptions(first as ConnectOptions)
  else if (isPort(first) && typeof second === "string" && !isLoopback(second)) refuse(second)
}

function isPort(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value))
}

interface ConnectOptions {
  readonly host?: unknown
  readonly path?: unknown
  lookup?: unknown
}

function checkOptions(options: ConnectOptions): void {
  const { host, lookup, path } = options
  if (typeof path === "string" || typeof host !== "string" || isLoopback(host)) return
  // A test may give its own resolver for a made-up name: then its answers are checked.
  if (net.isIP(host) !== 0 || typeof lookup !== "function") refuse(host)
  options.lookup = checkedLookup(lookup as Callable)
}

function checkedLookup(lookup: Callable): Callable {
  return function (host, settings, callback) {
    const answer: LookupCallback = (error, address, family) => {
      const found = Array.isArray(address) ? address.map((entry) => entry.address) : [address]
      if (!error && !found.every((entry) => isLoopback(String(entry)))) refuse(found)
      ;(callback as LookupCallback)(error, address, family)
    }
    return lookup.call(this, host, settings, answer)
  }
}

function checkSend(args: unknown[]): void {
  const address = args.slice(1).find((value) => typeof value === "string" && !/^\d+$/.test(value))
  if (address !== undefined && !isLoopback(String(address))) refuse(address)
}

function checkName(args: unknown[]): void {
  const name = String(args[0])
  if (net.isIP(name) === 0 && !isLoopback(name)) refuse(name)
}

function wrap(owner: object, method: string, check: (args: unknown[]) => void): void {
  const methods = owner as Record<string, unknown>
  const original = methods[method]
  if (typeof original !== "function") return
  methods[method] = function (this: unknown, ...args: unknown[]) {
    check(args)
    return original.apply(this, args)
  }
}

wrap(net.Socket.prototype, "connect", checkConnect)
wrap(dgram.Socket.prototype, "send", checkSend)
wrap(dgram.Socket.prototype, "connect", checkSend)
for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const method of [
    "lookup",
    "resolve",
    "resolve4",
    "resolve6",
    "resolveAny",
    "resolveTxt",
    "resolveMx",
  ]) {
    wrap(owner, method, checkName)
  }
}
syncBuiltinESMExports()
