import type { AddressInfo, Socket } from "node:net"
import { connect as connectTcp, createServer } from "node:net"
import { describe, expect, it } from "vitest"
import type { Connect, ResolvedAddress } from "#adapters/webhook-sender/open-connection.ts"
import { createWebhookSender } from "#adapters/webhook-sender/webhook-sender.ts"
import type { WebhookPost } from "#ports/webhook-sender.ts"

/** A sender whose resolver and connector are counted. No call of the connector: nothing left this process. */
function guarded(answers: readonly string[], options: { loopback?: boolean; blocked?: string[] } = {}) {
  const counted = { lookups: 0, connects: 0 }
  const addresses = answers.map(
    (address): ResolvedAddress => ({ address, family: address.includes(":") ? 6 : 4 }),
  )
  const connect: Connect = () => {
    counted.connects += 1
    throw new Error("the guard let a connection through")
  }
  const sender = createWebhookSender({
    loopbackForTest: options.loopback ?? false,
    extraBlockedRanges: options.blocked ?? [],
    lookup: async () => {
      counted.lookups += 1
      return addresses
    },
    connect,
  })
  return { sender, counted }
}

const post = (url: string, mode: WebhookPost["mode"] = "live"): WebhookPost => ({
  url,
  mode,
  headers: {},
  body: "{}",
})
const blocked = { kind: "failed", failure: "blocked_address" }

describe("an address that may not be reached", () => {
  it.each([
    "http://council.example/",
    "https://council.example:8443/",
    "https://user@council.example/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://[::ffff:127.0.0.1]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://1.1.1.1/",
    "https://localhost/",
    "https://localhost./",
    "https://metadata.google.internal/",
    "not an address",
  ])("%s is neither resolved nor connected", async (url) => {
    const { sender, counted } = guarded(["1.1.1.1"])
    expect(await sender.post(post(url))).toMatchObject({ ...blocked, address: null })
    expect(counted).toEqual({ lookups: 0, connects: 0 })
  })

  it.each([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.1.1",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:1.1.1.1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "51.140.3.4",
    "not an address",
  ])("a name that resolves to %s is not connected", async (address) => {
    const { sender, counted } = guarded([address], { blocked: ["51.140.0.0/16"] })
    expect(await sender.post(post("https://council.example/"))).toMatchObject(blocked)
    expect(counted).toEqual({ lookups: 1, connects: 0 })
  })

  it("a name without any address is a DNS failure", async () => {
    const { sender, counted } = guarded([])
    expect(await sender.post(post("https://council.example/"))).toMatchObject({
      kind: "failed",
      failure: "dns",
    })
    expect(counted.connects).toBe(0)
  })
})

describe("the loopback switch", () => {
  it.each([
    "http://localhost:8080/",
    "http://127.0.0.1:8080/",
    "http://[::1]:8080/",
    "http://receiver.example:8080/",
  ])("does not open %s to a live endpoint", async (url) => {
    const { sender, counted } = guarded(["127.0.0.1"], { loopback: true })
    expect(await sender.post(post(url, "live"))).toMatchObject(blocked)
    expect(counted).toEqual({ lookups: 0, connects: 0 })
  })

  it("off refuses a name that turned to loopback", async () => {
    const { sender, counted } = guarded(["127.0.0.1"])
    expect(await sender.post(post("https://receiver.example/", "test"))).toMatchObject(blocked)
    expect(counted).toEqual({ lookups: 1, connects: 0 })
  })

  it.each(["1.1.1.1", "10.0.0.1", "169.254.169.254"])("lets no plain HTTP go to %s", async (address) => {
    const { sender, counted } = guarded([address], { loopback: true })
    expect(await sender.post(post("http://receiver.example:8080/", "test"))).toMatchObject(blocked)
    expect(counted.connects).toBe(0)
  })

  it("does not let a public address on loopback", async () => {
    const { sender, counted } = guarded(["127.0.0.1"], { loopback: true })
    expect(await sender.post(post("https://receiver.example/", "test"))).toMatchObject(blocked)
    expect(counted.connects).toBe(0)
  })
})

describe("connecting", () => {
  /** Runs `work` beside a listener that keeps every byte it gets. */
  async function beside(work: (port: number) => Promise<void>): Promise<string> {
    let received = ""
    const server = createServer((socket: Socket) => {
      socket.on("error", () => {})
      socket.on("data", (bytes) => {
        received += bytes.toString()
      })
    })
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
    await work((server.address() as AddressInfo).port)
    await new Promise((done) => server.close(done))
    return received
  }

  it("drops refused addresses and tries the others alone", async () => {
    const offered: string[][] = []
    const connect: Connect = (options) => {
      options.lookup?.("council.example", { all: true }, (_error, found) => {
        offered.push((found as ResolvedAddress[]).map(({ address }) => address))
      })
      return connectTcp({ host: "127.0.0.1", port: 1 })
    }
    const addresses = ["10.0.0.1", "1.1.1.1", "::1", "2606:4700::1111"]
    const sender = createWebhookSender({
      loopbackForTest: false,
      lookup: async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      connect,
    })
    expect(await sender.post(post("https://council.example/"))).toMatchObject({
      kind: "failed",
      failure: "connect",
    })
    expect(offered).toEqual([["1.1.1.1", "2606:4700::1111"]])
  })

  it("writes nothing to a peer that is another", async () => {
    const received = await beside(async (port) => {
      const sender = createWebhookSender({
        loopbackForTest: false,
        lookup: async () => [{ address: "1.1.1.1", family: 4 }],
        connect: () => connectTcp({ host: "127.0.0.1", port }),
      })
      expect(await sender.post(post("https://council.example/"))).toMatchObject({
        ...blocked,
        address: "127.0.0.1",
      })
    })
    expect(received).toBe("")
  })

  it("resolves once and hands the connector that answer", async () => {
    let lookups = 0
    await beside(async (port) => {
      const sender = createWebhookSender({
        loopbackForTest: true,
        lookup: async () => {
          lookups += 1
          return [{ address: lookups === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }]
        },
        limits: { connect: 500, total: 100 },
      })
      const outcome = await sender.post(post(`http://receiver.example:${port}/`, "test"))
      expect(outcome).toMatchObject({ kind: "failed", failure: "timeout", address: "127.0.0.1" })
    })
    expect(lookups).toBe(1)
  })

  it("does not wait for a resolver that hangs", async () => {
    const sender = createWebhookSender({
      loopbackForTest: false,
      lookup: () => new Promise(() => {}),
      limits: { connect: 50, total: 100 },
    })
    expect(await sender.post(post("https://council.example/"))).toMatchObject({
      kind: "failed",
      failure: "timeout",
    })
  })

  it("takes a resolver's error for a DNS failure", async () => {
    const sender = createWebhookSender({
      loopbackForTest: false,
      lookup: () => Promise.reject(new Error("ENOTFOUND")),
    })
    expect(await sender.post(post("https://council.example/"))).toMatchObject({
      kind: "failed",
      failure: "dns",
    })
  })
})
