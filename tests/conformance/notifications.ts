import { expect, it } from "vitest"
import { later, secondMilliseconds } from "#domain/instant.ts"
import type { RawNotification } from "#ports/acquirer.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { carded, look } from "./stages.ts"

/** A little more than the five minutes that clocks may differ. */
const tooFar = 302 * secondMilliseconds

export function testNotifications(subject: Subject): void {
  async function arrived() {
    const payment = await carded(subject(), "good")
    return { payment, notification: await subject().notificationAbout(payment.request.paymentId) }
  }

  it("verifies and points to the payment", async () => {
    const { payment, notification } = await arrived()
    const reading = subject().acquirer.readNotification(notification)
    expect(reading).toMatchObject({ ok: true, eventId: expect.stringMatching(/./) })
    const pointer = reading.ok ? reading.acquirerPaymentId : null
    expect(await look(subject(), { acquirerPaymentId: pointer ?? "none" })).toMatchObject({
      acquirerPaymentId: payment.acquirerPaymentId,
      reference: payment.request.paymentId,
    })
  })

  it("is of the same name each time it comes", async () => {
    const { notification } = await arrived()
    const { acquirer } = subject()
    expect(acquirer.readNotification(notification)).toEqual(acquirer.readNotification(notification))
  })

  it.each<[string, string, (notification: RawNotification) => RawNotification]>([
    ["without a signature", "unsigned", (notification) => ({ ...notification, headers: {} })],
    [
      "with another body",
      "forged",
      (notification) => ({ ...notification, body: altered(notification.body) }),
    ],
    ["with nothing in it", "forged", (notification) => ({ ...notification, body: new Uint8Array() })],
    ["that is old", "too_old", (notification) => receivedLater(notification, tooFar)],
    ["of the future", "too_new", (notification) => receivedLater(notification, -tooFar)],
  ])("%s is %s", async (_, problem, spoil) => {
    const { notification } = await arrived()
    expect(subject().acquirer.readNotification(spoil(notification))).toEqual({ ok: false, problem })
  })

  it("verifies under either secret while one is being replaced, and then under the new one alone", async () => {
    const { notification } = await arrived()
    const replacing = subject().setUp({ notificationSecrets: "new_and_current" })
    expect(replacing.readNotification(notification).ok).toBe(true)
    const replaced = subject().setUp({ notificationSecrets: "new" })
    expect(replaced.readNotification(notification)).toEqual({ ok: false, problem: "forged" })
  })
}

function altered(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body).toString("utf8")
  return Buffer.from(text.replace(/"id":\s*"[^"]/, '"id":"~'), "utf8")
}

function receivedLater(notification: RawNotification, milliseconds: number): RawNotification {
  return { ...notification, receivedAt: later(notification.receivedAt, milliseconds) }
}
