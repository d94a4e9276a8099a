import { describe, expect, it } from "vitest"
import { loopbackAddresses, publicAddresses } from "#adapters/webhook-sender/address-ranges.ts"

const allowed = publicAddresses(["51.140.0.0/16", "2a01:111::/32"])

/** First and last address of each refused range, or one of it. */
const refused = [
  ["0.0.0.0", "0.255.255.255"],
  ["10.0.0.0", "10.255.255.255"],
  ["100.64.0.0", "100.127.255.255"],
  ["127.0.0.1", "127.255.255.255"],
  ["169.254.0.0", "169.254.169.254"],
  ["172.16.0.0", "172.31.255.255"],
  ["192.0.0.0", "192.0.0.255"],
  ["192.0.2.0", "192.0.2.255"],
  ["192.88.99.0", "192.88.99.255"],
  ["192.168.0.0", "192.168.255.255"],
  ["198.18.0.0", "198.19.255.255"],
  ["198.51.100.0", "198.51.100.255"],
  ["203.0.113.0", "203.0.113.255"],
  ["224.0.0.0", "239.255.255.255"],
  ["240.0.0.0", "255.255.255.255"],
  ["::", "::1"],
  ["::ffff:127.0.0.1", "::ffff:8.8.8.8"],
  ["::ffff:0:8.8.8.8", "::8.8.8.8"],
  ["64:ff9b::7f00:1", "64:ff9b:1::8.8.8.8"],
  ["100::1", "100::ffff"],
  ["2001::1", "2001:1ff:ffff::1"],
  ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["2002::1", "2002:7f00:1::"],
  ["3fff::1", "3fff:fff::1"],
  ["5f00::1", "4000::1"],
  ["fc00::1", "fdff::1"],
  ["fe80::1", "febf::1"],
  ["fec0::1", "1fff:ffff::1"],
  ["ff02::1", "ffff::1"],
  ["51.140.0.1", "2a01:111:1::1"],
  ["2a00::1%eth0", "fe80::1%1"],
  ["", "council.example"],
  ["127.1", "0x7f000001"],
].flat()

describe("public addresses", () => {
  it.each(refused)("%s is refused", (address) => {
    expect(allowed(address)).toBe(false)
  })

  it.each([
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "51.141.0.1",
    "2001:200::1",
    "2001:db7::1",
    "2003::1",
    "2a00:1450::1",
    "2606:4700::1111",
  ])("%s is allowed", (address) => {
    expect(allowed(address)).toBe(true)
  })

  it.each(["10.0.0.0", "10.0.0.0/33", "council.example/8", "10.0.0.0/x", "fe80::/129", ""])(
    "%j is no range to block",
    (range) => {
      expect(() => publicAddresses([range])).toThrow(RangeError)
    },
  )
})

describe("loopback addresses", () => {
  it.each(["127.0.0.1", "127.255.255.255", "::1"])("%s is allowed", (address) => {
    expect(loopbackAddresses(address)).toBe(true)
  })

  it.each(["0.0.0.0", "128.0.0.1", "10.0.0.1", "1.1.1.1", "::", "::2", "fe80::1", "localhost", ""])(
    "%s is refused",
    (address) => {
      expect(loopbackAddresses(address)).toBe(false)
    },
  )
})
