import { createServer as createTlsServer } from "node:https"
import { createServer as createTcpServer } from "node:net"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { describe, expect, it, vi } from "vitest"
import { listen, loopbackSender, post, receiver } from "./loopback-receiver.ts"
import { selfSignedCertificate } from "./self-signed-certificate.ts"

describe("TLS", () => {
  async function tlsReceiver(hostname: string, options: object = {}) {
    const { key, cert } = selfSignedCertificate(hostname)
    const hosts: (string | undefined)[] = []
    const server = createTlsServer({ key, cert, ...options }, (request, response) => {
      hosts.push(request.headers.host)
      response.end("ok")
    })
    server.on("tlsClientError", () => {})
    return { cert, hosts, port: await listen(server) }
  }

  /** Runs `work` while `cert` is one of the trusted roots. */
  async function trusting<T>(cert: string, work: () => Promise<T>): Promise<T> {
    const roots = getCACertificates("default")
    setDefaultCACertificates([...roots, cert])
    try {
      return await work()
    } finally {
      setDefaultCACertificates(roots)
    }
  }

  it("delivers to a receiver with a trusted certificate", async () => {
    const { cert, hosts, port } = await tlsReceiver("receiver.example")
    const outcome = await trusting(cert, () =>
      loopbackSender().post(post(`https://receiver.example.:${port}/`)),
    )
    expect(outcome).toMatchObject({ kind: "answered", status: 200, address: "127.0.0.1" })
    expect(hosts).toEqual([`receiver.example:${port}`])
  })

  it("refuses a certificate that nobody vouches for", async () => {
    const { hosts, port } = await tlsReceiver("receiver.example")
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0")
    const outcome = await loopbackSender().post(post(`https://receiver.example:${port}/`))
    vi.unstubAllEnvs()
    expect(outcome).toMatchObject({ kind: "failed", failure: "tls", address: "127.0.0.1" })
    expect(hosts).toEqual([])
  })

  it("refuses a certificate for another name", async () => {
    const { cert, hosts, port } = await tlsReceiver("other.example")
    const outcome = await trusting(cert, () =>
      loopbackSender().post(post(`https://receiver.example:${port}/`)),
    )
    expect(outcome).toMatchObject({ kind: "failed", failure: "tls" })
    expect(hosts).toEqual([])
  })

  it("refuses TLS 1.1", async () => {
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }
    const { cert, hosts, port } = await tlsReceiver("receiver.example", old)
    const outcome = await trusting(cert, () =>
      loopbackSender().post(post(`https://receiver.example:${port}/`)),
    )
    expect(outcome).toMatchObject({ kind: "failed", failure: "tls" })
    expect(hosts).toEqual([])
  })

  it("refuses a receiver that speaks plain HTTP", async () => {
    const { url, requests } = await receiver((_request, response) => void response.end("ok"))
    const outcome = await loopbackSender().post(post(url.replace("http:", "https:")))
    expect(outcome).toMatchObject({ kind: "failed", failure: "tls" })
    expect(requests).toEqual([])
  })

  it("does not wait for a handshake that hangs", async () => {
    const port = await listen(createTcpServer(() => {}))
    const limits = { connect: 100, total: 2_000 }
    const outcome = await loopbackSender({ limits }).post(post(`https://receiver.example:${port}/`))
    expect(outcome).toMatchObject({ kind: "failed", failure: "timeout", address: "127.0.0.1" })
  })
})
