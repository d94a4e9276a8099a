import { describe, expect, it } from "vitest"
import type { AcquirerOutside } from "#checkout-server/outside.ts"
import { receiveNotification } from "#operations/acquirer-notifications/receive-notification.ts"
import type { NotificationReading } from "#ports/acquirer.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

/** The council's outside with an acquirer that reads every notification so. */
function reading(answer: NotificationReading): AcquirerOutside {
  const { acquirer, ...outside } = till.council.outside
  const readNotification = () => answer
  return {
    ...outside,
    acquirer: Object.assign(Object.create(acquirer) as typeof acquirer, { readNotification }),
  }
}

function receive(answer: NotificationReading) {
  return receiveNotification(reading(answer), { body: new Uint8Array(), headers: {} })
}

async function stored() {
  const rows =
    await till.sql`select event_id, type, external_id, state, tries from acquirer_notification order by event_id`
  return [...rows]
}

describe("a notification", () => {
  it("that is genuine is kept once and not yet acted upon", async () => {
    const genuine = {
      ok: true,
      eventId: "evt_1",
      type: "payment.captured",
      acquirerPaymentId: "acq_1",
    } as const
    expect(await receive(genuine)).toEqual(genuine)
    expect(await receive(genuine)).toEqual(genuine)
    expect(await stored()).toEqual([
      { event_id: "evt_1", type: "payment.captured", external_id: "acq_1", state: "received", tries: 0 },
    ])
    expect(till.council.outside.acquirer.calls).toEqual([])
  })

  it.each(["unsigned", "forged", "too_old", "too_new", "unreadable"] as const)(
    "that is %s is answered so and not kept",
    async (problem) => {
      const before = await stored()
      expect(await receive({ ok: false, problem })).toEqual({ ok: false, problem })
      expect(await stored()).toEqual(before)
      expect(till.council.outside.lines.at(-1)).toMatchObject({
        level: "warn",
        fields: { problem },
        message: "notification refused",
      })
    },
  )
})
