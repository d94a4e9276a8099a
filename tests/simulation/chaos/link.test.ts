import { once } from "node:events"
import type { AddressInfo, Socket } from "node:net"
import { connect, createServer } from "node:net"
import { describe, expect, it, onTestFinished } from "vitest"
import type { Link } from "./link.ts"
import { openLink } from "./link.ts"

/** A server that answers each piece with its own name and the piece. */
async function anEcho(name: string) {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("data", (piece) => {
      heard.push(String(piece))
      socket.write(`${name} ${String(piece)}`)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, heard }
}

async function aLink(targets: readonly number[]): Promise<Link> {
  const link = await openLink(targets)
  onTestFinished(() => link.close())
  return link
}

function aCaller(link: Link): Socket {
  const socket = connect(link.port, "127.0.0.1")
  socket.on("error", () => {})
  onTestFinished(() => {
    socket.destroy()
  })
  return socket
}

async function answerTo(caller: Socket, words: string): Promise<string> {
  caller.write(words)
  const [piece] = await once(caller, "data")
  return String(piece)
}

async function errorOf(caller: Socket): Promise<string> {
  const [error] = await new Promise<[NodeJS.ErrnoException]>((resolve) =>
    caller.once("error", (...all) => resolve(all)),
  )
  return error.code ?? ""
}

describe("a link", () => {
  it("leads to its targets in turn", async () => {
    const [one, other] = [await anEcho("one"), await anEcho("other")]
    const link = await aLink([one.port, other.port])
    const answers = [await answerTo(aCaller(link), "hello"), await answerTo(aCaller(link), "hello")]
    expect(answers.toSorted()).toEqual(["one hello", "other hello"])
  })

  it("leads around a target that is not there", async () => {
    const echo = await anEcho("one")
    const gone = await openLink([])
    await gone.close()
    const link = await aLink([gone.port, echo.port])
    for (const words of ["first", "second"]) expect(await answerTo(aCaller(link), words)).toBe(`one ${words}`)
    link.leadTo([])
    expect(await errorOf(aCaller(link))).toBe("ECONNRESET")
  })

  it("lets a request through whose answer is lost", async () => {
    const echo = await anEcho("one")
    const link = await aLink([echo.port])
    const caller = aCaller(link)
    await answerTo(caller, "first")
    link.hold("answers")
    const pieces: string[] = []
    caller.on("data", (piece) => pieces.push(String(piece)))
    caller.write("second")
    await expect.poll(() => echo.heard).toEqual(["first", "second"])
    const error = errorOf(caller)
    link.reset()
    link.release()
    expect([await error, pieces]).toEqual(["ECONNRESET", []])
  })

  it("holds everything, and lets it go", async () => {
    const echo = await anEcho("one")
    const link = await aLink([echo.port])
    const caller = aCaller(link)
    await answerTo(caller, "first")
    link.hold("both")
    const answer = answerTo(caller, "second")
    // Another link passes meanwhile.
    await answerTo(aCaller(await aLink([echo.port])), "third")
    expect(echo.heard).toEqual(["first", "third"])
    link.release()
    expect(await answer).toBe("one second")
  })

  it("resets the connections to one target alone", async () => {
    const [one, other] = [await anEcho("one"), await anEcho("other")]
    const link = await aLink([one.port])
    const first = aCaller(link)
    await answerTo(first, "hello")
    link.leadTo([other.port])
    const second = aCaller(link)
    await answerTo(second, "hello")
    const error = errorOf(first)
    link.reset(one.port)
    expect(await error).toBe("ECONNRESET")
    expect(await answerTo(second, "still there")).toBe("other still there")
  })

  it("refuses while it is away, and comes back to its port", async () => {
    const echo = await anEcho("one")
    const link = await aLink([echo.port])
    const caller = aCaller(link)
    await answerTo(caller, "first")
    const error = errorOf(caller)
    await link.goAway()
    expect(await error).toBe("ECONNRESET")
    expect(await errorOf(aCaller(link))).toBe("ECONNREFUSED")
    await link.comeBack()
    expect(await answerTo(aCaller(link), "again")).toBe("one again")
  })
})
