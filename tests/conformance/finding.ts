import { randomUUID } from "node:crypto"
import { expect, it } from "vitest"
import { later, minuteMilliseconds } from "#domain/instant.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { amount, call, carded, found, look, okValue, refund, started } from "./stages.ts"

export function testFinding(subject: Subject): void {
  it("fetch tells what the calls before did, however they were answered", async () => {
    const { acquirer } = subject()
    const payment = await started(subject(), { captureMode: "manual" })
    const { acquirerPaymentId } = payment
    const statuses = [(await look(subject(), payment)).status]
    const other = await carded(subject(), "good", { captureMode: "manual" })
    statuses.push((await look(subject(), other)).status)
    await acquirer.capture(call(), { acquirerPaymentId: other.acquirerPaymentId, amount })
    statuses.push((await look(subject(), other)).status)
    await acquirer.void(call(), acquirerPaymentId)
    statuses.push((await look(subject(), payment)).status)
    expect(statuses).toEqual(["open", "authorised", "captured", "closed"])
  })

  it("fetch refuses an id that was never given out", async () => {
    const { acquirerPaymentId } = await started(subject())
    for (const id of [`${acquirerPaymentId.slice(0, -4)}0000`, "nothing", "../payments", ""]) {
      const outcome = await subject().acquirer.fetch(call(), id)
      expect([id, outcome.kind]).toEqual([id, "refused"])
    }
  })

  it("findByReference has every payment of one of ours, with all that fetch tells", async () => {
    const first = await carded(subject(), "good")
    okValue(await refund(subject(), first, { amount }))
    const { paymentId } = first.request
    const second = await started(subject(), { paymentId })
    const { snapshots, complete } = await found(subject(), paymentId)
    expect(complete).toBe(true)
    expect(snapshots).toHaveLength(2)
    expect(snapshots).toContainEqual(await look(subject(), first))
    expect(snapshots).toContainEqual(await look(subject(), second))
  })

  it("findByReference shows what was just made, and is complete where there is nothing", async () => {
    const { request, acquirerPaymentId } = await started(subject())
    const { snapshots } = await found(subject(), request.paymentId)
    expect(snapshots).toMatchObject([{ acquirerPaymentId, status: "open" }])
    expect(await found(subject(), randomUUID())).toEqual({ snapshots: [], complete: true })
  })

  it("findByReference leaves out what was made before", async () => {
    const { request } = await started(subject())
    const createdAfter = later(await subject().now(), minuteMilliseconds)
    const search = { paymentId: request.paymentId, createdAfter }
    expect(okValue(await subject().acquirer.findByReference(call(), search)).snapshots).toEqual([])
  })
}
