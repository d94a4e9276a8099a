import { promises as dns } from "node:dns"
import { connect as connectTcp } from "node:net"
import { webhookTarget } from "#domain/webhooks/address.ts"
import type { WebhookFailure } from "#domain/webhooks/failure.ts"
import type { WebhookPost, WebhookPostOutcome, WebhookSender } from "#ports/webhook-sender.ts"
import { loopbackAddresses, publicAddresses } from "./address-ranges.ts"
import { exchange } from "./exchange.ts"
import type { Connect, Lookup } from "./open-connection.ts"
import { openConnection } from "./open-connection.ts"

export interface WebhookSenderOptions {
  /** The operator's switch: endpoints of test mode may be on this machine, and there in plain HTTP. */
  readonly loopbackForTest: boolean
  /** The operator's own networks, CIDR, that no webhook may reach. */
  readonly extraBlockedRanges?: readonly string[]
  readonly lookup?: Lookup
  readonly connect?: Connect
  readonly limits?: SendLimits
}

/** Milliseconds for resolving, connecting and TLS together, and for the whole attempt with the answer's body. */
export interface SendLimits {
  readonly connect: number
  readonly total: number
}

/** The lease of a delivery must outlive `total` by far. Receivers are told to answer first and work later. */
const standardLimits: SendLimits = { connect: 5_000, total: 15_000 }

/** Posts webhooks from this process, behind the address guard: public addresses only, checked at each send. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const publicOnly = publicAddresses(options.extraBlockedRanges ?? [])
  const limits = options.limits ?? standardLimits
  const lookup = options.lookup ?? ((hostname) => dns.lookup(hostname, { all: true }))
  const connect = options.connect ?? ((to) => connectTcp(to))

  async function attempt(request: WebhookPost): Promise<AttemptResult> {
    const target = webhookTarget(request.url, {
      loopback: options.loopbackForTest && request.mode === "test",
    })
    if (!target.ok) return { kind: "failed", failure: "blocked_address", address: null }
    const { url, reach } = target.value
    const deadline = AbortSignal.timeout(limits.total)
    const opened = await openConnection(target.value, {
      lookup,
      connect,
      allowed: reach === "loopback" ? loopbackAddresses : publicOnly,
      signal: AbortSignal.any([deadline, AbortSignal.timeout(limits.connect)]),
    })
    if (!opened.ok) return { kind: "failed", failure: opened.failure, address: opened.address }
    const { headers, body } = request
    const result = await exchange({ socket: opened.socket, url, headers, body, signal: deadline })
    const { address } = opened
    return result.ok
      ? { kind: "answered", status: result.status, retryAfter: result.retryAfter, address }
      : { kind: "failed", failure: result.failure, address }
  }

  return {
    async post(request: WebhookPost): Promise<WebhookPostOutcome> {
      const startedAt = performance.now()
      const result = await attempt(request)
      return { ...result, durationMilliseconds: Math.round(performance.now() - startedAt) }
    },
  }
}

type AttemptResult =
  | {
      readonly kind: "answered"
      readonly status: number
      readonly retryAfter: string | null
      readonly address: string
    }
  | { readonly kind: "failed"; readonly failure: WebhookFailure; readonly address: string | null }
