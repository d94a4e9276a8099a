import { expect, it, onTestFinished } from "vitest"
import { forkProcess } from "./forked.ts"
import type { Received, ReceiverOrder } from "./orders.ts"

function aReceiver(signal = new AbortController().signal) {
  const receiver = forkProcess<ReceiverOrder, Received>("receiver-process", signal)
  onTestFinished(() => receiver.stop())
  return receiver
}

it("a process carries out one order after the other", async () => {
  const receiver = aReceiver()
  const { origin } = await receiver.ask("listen")
  await fetch(`${origin}/webhooks`, { method: "POST", body: "told" })
  expect(await receiver.ask("tell")).toMatchObject({ count: 1, origin })
  expect(await receiver.ask("forget")).toMatchObject({ count: 0, origin })
})

it("an order that cannot be carried out says why", async () => {
  await expect(aReceiver().ask("tell")).rejects.toThrow("receiver-process: TypeError")
})

it("a process that has been stopped answers nothing more", async () => {
  const stopping = new AbortController()
  const receiver = aReceiver(stopping.signal)
  await receiver.ask("listen")
  stopping.abort()
  await expect(receiver.ask("tell")).rejects.toThrow("receiver-process ended before it answered")
  await expect(receiver.ask("tell")).rejects.toThrow("receiver-process ended before it answered")
})
