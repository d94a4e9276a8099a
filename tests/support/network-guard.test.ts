import { execFileSync } from "node:child_process"
import dgram from "node:dgram"
import dns, { lookup } from "node:dns"
import { createServer } from "node:http"
import net from "node:net"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { isLoopback } from "./network-guard.ts"

// Every refusal is thrown before anything is sent: the addresses are never reached.
const outside = "192.0.2.1"

function refused(host: string) {
  return `Tests reach loopback only, not ${host}.`
}

describe("the network guard", () => {
  it.each(["127.0.0.1", "127.8.9.1", "::1", "[::1]", "::ffff:127.0.0.1", "localhost", "demo.localhost"])(
    "knows %s as this machine",
    (host) => expect(isLoopback(host)).toBe(true),
  )

  it.each([
    "128.0.0.1",
    "10.0.0.1",
    "0.0.0.0",
    "::",
    "::ffff:10.0.0.1",
    "localhost.example",
    "127.0.0.1.example",
  ])("knows %s as elsewhere", (host) => expect(isLoopback(host)).toBe(false))

  it("refuses a socket to elsewhere, however it is asked", () => {
    expect(() => net.connect({ host: outside, port: 80 })).toThrow(refused(outside))
    expect(() => net.connect(80, outside)).toThrow(refused(outside))
    expect(() => new net.Socket().connect(80, outside)).toThrow(refused(outside))
    expect(() => net.connect({ host: "receiver.example", port: 80 })).toThrow(refused("receiver.example"))
  })

  it("refuses fetch, datagrams and names", async () => {
    const failed = await fetch(`http://${outside}/`).catch((error: Error) => error.cause)
    expect(failed).toMatchObject({ message: refused(outside) })
    const socket = dgram.createSocket("udp4")
    onTestFinished(() => void socket.close())
    expect(() => socket.send("hello", 53, outside)).toThrow(refused(outside))
    expect(() => lookup("receiver.example", () => {})).toThrow(refused("receiver.example"))
    expect(() => dns.promises.resolve4("receiver.example")).toThrow(refused("receiver.example"))
  })

  it("lets a resolver of the test's own answer with loopback only", async () => {
    const server = createServer((_request, response) => response.end("received"))
    await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done))
    onTestFinished(() => void server.close())
    const { port } = server.address() as net.AddressInfo
    await new Promise<void>((done, fail) => {
      const lookup: net.LookupFunction = (_host, _options, answer) =>
        answer(null, [{ address: "127.0.0.1", family: 4 }])
      const socket = net.connect({ host: "receiver.example", port, lookup }, () => {
        socket.destroy()
        done()
      })
      socket.once("error", fail)
    })
    const astray: net.LookupFunction = (_host, _options, answer) =>
      answer(null, [{ address: outside, family: 4 }])
    expect(() => net.connect({ host: "receiver.example", port, lookup: astray })).toThrow(refused(outside))
  })

  it("guards a child process that loads it", () => {
    const guard = join(import.meta.dirname, "network-guard.ts")
    const script = `import net from "node:net"; try { net.connect(80, "${outside}") } catch (error) { console.log(error.message) }`
    const output = execFileSync(process.execPath, ["--import", guard, "--input-type=module", "-e", script])
    expect(output.toString().trim()).toBe(refused(outside))
  })
})
