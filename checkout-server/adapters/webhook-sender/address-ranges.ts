import { BlockList, isIP } from "node:net"

/** IPv4 that is not the public Internet (IANA special-purpose registry, multicast and reserved space). */
const refusedV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]
/**
 * Global unicast is the only IPv6 allowed: unspecified, loopback, IPv4-mapped, NAT64, discard, site-local,
 * link-local and multicast addresses all fall outside it.
 */
const globalUnicast = ["2000::/3"]
/** Inside it: protocol assignments with Teredo, documentation, 6to4, documentation. */
const refusedV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]
const loopback = ["127.0.0.0/8", "::1/128"]

/** Whether a connection may go to this IP address. */
export type AddressRule = (address: string) => boolean

/** Public addresses only, less the operator's own ranges (CIDR). Throws on a range that is none: a wrong setting. */
export function publicAddresses(extraBlockedRanges: readonly string[]): AddressRule {
  const refused = blockList([...refusedV4, ...refusedV6, ...extraBlockedRanges])
  const allowedV6 = blockList(globalUnicast)
  return (address) => {
    const family = plainFamily(address)
    if (family === null || refused.check(address, family)) return false
    return family === "ipv4" || allowedV6.check(address, family)
  }
}

const loopbackList = blockList(loopback)

/** This machine only: 127.0.0.0/8 and ::1. */
export const loopbackAddresses: AddressRule = (address) => {
  const family = plainFamily(address)
  return family !== null && loopbackList.check(address, family)
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = "", prefix = ""] = range.split("/")
    const family = plainFamily(network)
    if (family === null || !/^\d{1,3}$/.test(prefix)) throw new RangeError(`not a CIDR range: ${range}`)
    list.addSubnet(network, Number(prefix), family)
  }
  return list
}

/** Null for names and for addresses with a zone (`fe80::1%eth0`), which are never public. */
function plainFamily(address: string): "ipv4" | "ipv6" | null {
  if (address.includes("%")) return null
  const version = isIP(address)
  return version === 4 ? "ipv4" : version === 6 ? "ipv6" : null
}
