import { Webhook } from "standardwebhooks"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startSandboxAcquirer } from "#sandbox-acquirer/start.ts"
import { startReceiver } from "#tests/sandbox-acquirer/receiver.ts"
import {
  type ListeningSandbox,
  notificationSecret,
  startTestSandbox,
} from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: ListeningSandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
afterAll(() => sandbox.close())

describe("the delivery loop", () => {
  it("sends right after the commit", async () => {
    const waits: number[] = []
    // One follows the other, so that a poll alone would keep each but the first waiting for its next round.
    for (let round = 0; round < 5; round += 1) {
      const { payment } = await sandbox.pay()
      const answeredAt = performance.now()
      const told = await sandbox.receiver.until(({ pointer }) => pointer.payment_id === payment.id)
      waits.push(performance.now() - answeredAt)
      const verified = new Webhook(notificationSecret).verify(told.body, told.headers)
      expect(verified).toMatchObject({ type: "payment.captured" })
    }
    expect(Math.min(...waits.slice(1))).toBeLessThan(200)
  })

  it("reaches a receiver that comes up later", async () => {
    const port = Number(new URL(sandbox.receiver.url).port)
    await sandbox.receiver.close()
    const { payment } = await sandbox.pay()
    const back = await startReceiver(port)
    const told = await back.until(({ pointer }) => pointer.payment_id === payment.id)
    expect(told.pointer.type).toBe("payment.captured")
    await back.close()
  })

  it("a new process sends what the old one left", async () => {
    const { payment } = await sandbox.pay()
    await sandbox.stop()
    const back = await startReceiver(Number(new URL(sandbox.receiver.url).port))
    const again = await startSandboxAcquirer(sandbox.settings)
    const told = await back.until(({ pointer }) => pointer.payment_id === payment.id)
    expect(told.pointer.type).toBe("payment.captured")
    await again.close()
    await back.close()
  })
})
