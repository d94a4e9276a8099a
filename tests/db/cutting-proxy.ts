import { once } from "node:events"
import type { AddressInfo, Socket } from "node:net"
import { connect, createServer } from "node:net"

/** Where to cut: as soon as one side sends this text, which goes no further. */
export interface Cut {
  readonly from: "client" | "server"
  readonly text: string
  /** How the client meets it. `held`: the server is left waiting, and gets the text on `release`. */
  readonly how: "closed" | "reset" | "held"
}

/** A road to PostgreSQL on 127.0.0.1 that a test can cut. */
export interface CuttingProxy {
  readonly url: string
  /** Adds a cut. Each happens once, to the first connection that it fits. */
  cut(cut: Cut): void
  /** Closes every connection at once. */
  cutAll(): void
  /** Closes the next connections as soon as they are made. */
  refuse(connections: number): void
  /** Lets a held text through to the server. */
  release(): void
  /** Resolves when a client sends this text. */
  seen(text: string): Promise<void>
  close(): Promise<void>
}

export async function startCuttingProxy(databaseUrl: string): Promise<CuttingProxy> {
  const url = new URL(databaseUrl)
  const serverPort = Number(url.port)
  const links = new Set<Link>()
  const cuts: Cut[] = []
  const watchers: { readonly text: string; readonly tell: () => void }[] = []
  const held: (() => void)[] = []
  let toRefuse = 0
  const proxy = createServer((client) => {
    client.on("error", () => {})
    if (toRefuse > 0) {
      toRefuse -= 1
      client.destroy()
      return
    }
    const link = { client, server: connect(serverPort, "127.0.0.1") }
    link.server.on("error", () => {})
    links.add(link)
    const pass = (from: Cut["from"], chunk: Buffer) => {
      const text = chunk.toString("latin1")
      for (const watcher of watchers) if (from === "client" && text.includes(watcher.text)) watcher.tell()
      const cut = cuts.find((one) => one.from === from && text.includes(one.text))
      if (!cut) {
        link[from === "client" ? "server" : "client"].write(chunk)
        return
      }
      cuts.splice(cuts.indexOf(cut), 1)
      if (cut.how === "held") held.push(() => link.server.write(chunk))
      sever(link, cut.how)
    }
    client.on("data", (chunk) => pass("client", chunk))
    link.server.on("data", (chunk) => pass("server", chunk))
    client.on("end", () => link.server.end())
    link.server.on("end", () => client.end())
  })
  proxy.listen(0, "127.0.0.1")
  await once(proxy, "listening")
  url.port = String((proxy.address() as AddressInfo).port)
  return {
    url: url.href,
    cut: (cut) => {
      cuts.push(cut)
    },
    cutAll: () => {
      for (const link of links) sever(link, "closed")
    },
    refuse: (connections) => {
      toRefuse = connections
    },
    release: () => {
      for (const letGo of held.splice(0)) letGo()
    },
    seen: (text) => new Promise((tell) => watchers.push({ text, tell })),
    close: async () => {
      for (const link of links) sever(link, "closed")
      proxy.close()
      await once(proxy, "close")
    },
  }
}

interface Link {
  readonly client: Socket
  readonly server: Socket
}

function sever(link: Link, how: Cut["how"]): void {
  link.client.removeAllListeners("end")
  if (how === "reset") link.client.resetAndDestroy()
  else link.client.destroy()
  if (how !== "held") link.server.destroy()
}
