import { beforeEach, describe, expect, it } from "vitest"
import { queueChanges, queuedReference } from "#operations/recovery/queue-changes.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

beforeEach(async () => {
  await till.sql`delete from acquirer_notification`
})

describe("a change that is queued", () => {
  it("stands once among the notifications, with its payment and its reference", async () => {
    const { outside } = till.council
    const change = { acquirerPaymentId: "acq_1", reference: "ours:1", at: outside.clock.now() }
    await queueChanges(outside, [change, { ...change, acquirerPaymentId: "acq_2" }])
    await queueChanges(outside, [change])
    const rows = await till.sql<{ external_id: string; type: string; state: string }[]>`
      select external_id, type, state from acquirer_notification order by external_id`
    expect(rows.map(({ external_id, state }) => `${external_id} ${state}`)).toEqual([
      "acq_1 received",
      "acq_2 received",
    ])
    expect(rows.map(({ type }) => queuedReference(type))).toEqual(["ours:1", "ours:1"])
  })

  it("that happened later is another", async () => {
    const { outside } = till.council
    const change = { acquirerPaymentId: "acq_3", reference: "ours", at: outside.clock.now() }
    await queueChanges(outside, [change])
    outside.clock.advance(1)
    await queueChanges(outside, [{ ...change, at: outside.clock.now() }])
    expect(await till.sql`select 1 from acquirer_notification`).toHaveLength(2)
  })

  it("is no notification of the acquirer's own", () => {
    expect(queuedReference("payment.captured")).toBeNull()
  })
})
