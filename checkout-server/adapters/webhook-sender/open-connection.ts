import { once } from "node:events"
import type { Socket, TcpNetConnectOpts } from "node:net"
import { isIP } from "node:net"
import { connect as connectTls } from "node:tls"
import type { WebhookTarget } from "#domain/webhooks/address.ts"
import type { WebhookFailure } from "#domain/webhooks/failure.ts"
import type { AddressRule } from "./address-ranges.ts"

/** One answer of the resolver. */
export interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

/** Every address of a name. Rejects where the name has none. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>

/** Starts a TCP connection. */
export type Connect = (options: TcpNetConnectOpts) => Socket

/** How one connection is opened; `signal` ends it. */
export interface ConnectionRules {
  readonly lookup: Lookup
  readonly connect: Connect
  readonly allowed: AddressRule
  readonly signal: AbortSignal
}

export type Opened =
  | { readonly ok: true; readonly socket: Socket; readonly address: string }
  | { readonly ok: false; readonly failure: WebhookFailure; readonly address: string | null }

const defaultPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 }

/**
 * Resolves once, drops what the rule refuses, connects to what is left and checks the peer again before a byte is
 * written. The connector never resolves by itself, so an answer that changes meanwhile opens no door.
 */
export async function openConnection(target: WebhookTarget, rules: ConnectionRules): Promise<Opened> {
  const found = await resolve(target.hostname, rules)
  if (typeof found === "string") return failed(found)
  const addresses = found.filter(({ address }) => rules.allowed(address))
  if (addresses.length === 0) return failed("blocked_address", found[0]?.address)
  const opened = await openTcp(target, addresses, rules)
  if (!opened.ok || target.url.protocol === "http:") return opened
  return await secure(opened, target.hostname, rules.signal)
}

async function resolve(
  hostname: string,
  rules: ConnectionRules,
): Promise<readonly ResolvedAddress[] | WebhookFailure> {
  const family = isIP(hostname)
  if (family !== 0) return [{ address: hostname, family }]
  try {
    const found = await Promise.race([rules.lookup(hostname), aborted(rules.signal)])
    if (found === "aborted") return "timeout"
    return found.length === 0 ? "dns" : found
  } catch {
    return "dns"
  }
}

async function openTcp(
  target: WebhookTarget,
  addresses: readonly ResolvedAddress[],
  rules: ConnectionRules,
): Promise<Opened> {
  const socket = rules.connect({
    host: target.hostname,
    port: target.url.port === "" ? (defaultPorts[target.url.protocol] ?? 443) : Number(target.url.port),
    lookup: (_hostname, _options, answer) => answer(null, [...addresses]),
    autoSelectFamily: true,
  })
  // Whoever waits for this socket hears of its errors too; this one only keeps a late error from being fatal.
  socket.on("error", () => {})
  try {
    await once(socket, "connect", { signal: rules.signal })
  } catch {
    socket.destroy()
    return failed(rules.signal.aborted ? "timeout" : "connect")
  }
  const address = socket.remoteAddress
  if (address !== undefined && rules.allowed(address)) return { ok: true, socket, address }
  socket.destroy()
  return failed(address === undefined ? "reset" : "blocked_address", address)
}

async function secure(
  opened: { readonly socket: Socket; readonly address: string },
  hostname: string,
  signal: AbortSignal,
): Promise<Opened> {
  const socket = connectTls({
    socket: opened.socket,
    host: hostname,
    // A server name is never an IP address (RFC 6066 §3).
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    minVersion: "TLSv1.2",
    // Said aloud, so that no environment variable can turn it off.
    rejectUnauthorized: true,
    ALPNProtocols: ["http/1.1"],
  })
  socket.on("error", () => {})
  try {
    await once(socket, "secureConnect", { signal })
    return { ok: true, socket, address: opened.address }
  } catch {
    socket.destroy()
    opened.socket.destroy()
    return failed(signal.aborted ? "timeout" : "tls", opened.address)
  }
}

function aborted(signal: AbortSignal): Promise<"aborted"> {
  return new Promise((settle) => {
    if (signal.aborted) settle("aborted")
    signal.addEventListener("abort", () => settle("aborted"), { once: true })
  })
}

function failed(failure: WebhookFailure, address?: string): Opened {
  return { ok: false, failure, address: address ?? null }
}
