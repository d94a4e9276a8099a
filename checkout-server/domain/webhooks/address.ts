/** Why an address may not receive webhooks. */
export type WebhookAddressProblem =
  | "unreadable"
  | "too_long"
  | "scheme"
  | "port"
  | "user_info"
  | "fragment"
  | "ip_literal"
  | "host"

/** An address that may receive webhooks, and where a connection for it may end. */
export interface WebhookTarget {
  readonly url: URL
  /** The host to resolve, without brackets and trailing dot. */
  readonly hostname: string
  /** `public`: public addresses only. `loopback`: this machine only. */
  readonly reach: "public" | "loopback"
}

export type WebhookTargetResult =
  | { readonly ok: true; readonly value: WebhookTarget }
  | { readonly ok: false; readonly problem: WebhookAddressProblem }

/** Longer addresses are of no use and some receivers cut them. */
const maxAddressLength = 2048
/** A DNS name with at least one dot, labels of letters, digits, `-` and `_` (RFC 1035 lengths). */
const dnsName =
  /^(?=.{4,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/
const privateSuffixes = [".local", ".internal", ".localhost", ".home.arpa"]
const ipLiteral = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/
const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * Reads a receiver's address, at registration and again at each send. `loopback` is the operator's switch for
 * test endpoints: it lets `http:`, other ports and this machine's own names through, to loopback addresses only.
 * The one parsed `URL` is used from here on: WHATWG parsing already turns `127.1`, `0x7f.1` or `2130706433`
 * into the true host.
 */
export function webhookTarget(address: string, options: { readonly loopback: boolean }): WebhookTargetResult {
  if (address.length > maxAddressLength) return refuse("too_long")
  const url = URL.parse(address)
  if (url === null) return refuse("unreadable")
  if (address.includes("#")) return refuse("fragment")
  if (url.username !== "" || url.password !== "") return refuse("user_info")
  const host = url.hostname.replace(/\.$/, "")
  const loopback = options.loopback && isLocal(url, host)
  if (url.protocol !== "https:" && !(loopback && url.protocol === "http:")) return refuse("scheme")
  if (url.port !== "" && !loopback) return refuse("port")
  const problem = loopback && loopbackHost.test(host) ? null : hostProblem(host)
  if (problem !== null) return refuse(problem)
  const hostname = host.replace(/^\[(.*)\]$/, "$1")
  return { ok: true, value: { url, hostname, reach: loopback ? "loopback" : "public" } }
}

/** What only the switch allows. Such an address never reaches further than this machine. */
function isLocal(url: URL, host: string): boolean {
  return url.protocol === "http:" || url.port !== "" || loopbackHost.test(host)
}

function hostProblem(host: string): "ip_literal" | "host" | null {
  if (ipLiteral.test(host)) return "ip_literal"
  if (!dnsName.test(host) || privateSuffixes.some((suffix) => host.endsWith(suffix))) return "host"
  return null
}

function refuse(problem: WebhookAddressProblem): WebhookTargetResult {
  return { ok: false, problem }
}
