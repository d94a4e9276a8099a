import type { Socket } from "node:net"
import { expect, it } from "vitest"
import { refusedUrl, startRawServer } from "#tests/adapters/acquirer-sandbox/raw-server.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { setUp } from "./kept-card-stages.ts"
import { everyCall, look, started } from "./stages.ts"

const shortMilliseconds = 400
/** A busy machine is late, but not by this much. */
const lateMilliseconds = 5_000
/** Each byte resets a timer that only measures silence. */
const dripMilliseconds = 50

const generous = 10_000

export function testDeadlines(subject: Subject): void {
  it.each<[string, (socket: Socket) => void]>([
    ["says nothing", () => undefined],
    ["drips", drip],
  ])("every call ends in time where the acquirer %s", async (_, answer) => {
    const payment = await started(subject())
    const kept = await setUp(subject(), "good")
    const server = await startRawServer(answer)
    const acquirer = subject().setUp({ apiUrl: server.url })
    for (const [name, act] of everyCall(acquirer, { ...payment, kept }, shortMilliseconds)) {
      const beganAt = performance.now()
      const outcome = await act()
      expect({ name, ...outcome }).toMatchObject({ name, kind: "unknown", cause: "timeout" })
      expect(performance.now() - beganAt).toBeLessThan(shortMilliseconds + lateMilliseconds)
    }
    await server.close()
  })

  it("nothing was sent where nobody can be reached", async () => {
    const payment = await started(subject())
    const kept = await setUp(subject(), "good")
    const acquirer = subject().setUp({ apiUrl: await refusedUrl() })
    for (const [name, act] of everyCall(acquirer, { ...payment, kept }, generous)) {
      expect({ name, outcome: await act() }).toEqual({
        name,
        outcome: { kind: "not_sent", cause: "unreachable" },
      })
    }
  })

  it("nothing happens where the key is wrong, and it is called so", async () => {
    const payment = await started(subject())
    const kept = await setUp(subject(), "good")
    const acquirer = subject().setUp({ credentials: "wrong" })
    for (const [name, act] of everyCall(acquirer, { ...payment, kept }, generous)) {
      expect({ name, outcome: await act() }).toEqual({
        name,
        outcome: { kind: "not_sent", cause: "credentials" },
      })
    }
    expect((await look(subject(), payment)).status).toBe("open")
  })
}

/** The first bytes of an answer, and then one more now and then, for ever. */
function drip(socket: Socket): void {
  socket.write("HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n")
  const timer = setInterval(() => socket.write(" "), dripMilliseconds)
  socket.on("close", () => clearInterval(timer))
}
