import { expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { amount, carded, look } from "./stages.ts"

export function testDisputes(subject: Subject): void {
  it("show with the sum that the bank has taken and the time for an answer", async () => {
    const payment = await carded(subject(), "good")
    const before = await subject().now()
    await subject().openDispute(payment.request.paymentId, 10_000)
    const snapshot = await look(subject(), payment)
    expect(snapshot).toMatchObject({ status: "captured", captured: amount, refunds: [] })
    const [dispute, ...others] = snapshot.disputes
    expect(others).toEqual([])
    expect(dispute).toMatchObject({ amount: exactPence(10_000), status: "needs_response" })
    expect(dispute?.reason).toMatch(/^\w+$/)
    expect(dispute?.openedAt).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000)
    expect(dispute?.evidenceDueAt).toBeGreaterThan(dispute?.openedAt ?? Number.POSITIVE_INFINITY)
  })

  it.each(["won", "lost"] as const)("show as %s once the bank has decided", async (decision) => {
    const payment = await carded(subject(), "good")
    await subject().openDispute(payment.request.paymentId, amount)
    const [opened] = (await look(subject(), payment)).disputes
    await subject().decideDispute(opened?.acquirerDisputeId ?? "none", decision)
    expect((await look(subject(), payment)).disputes).toEqual([{ ...opened, status: decision }])
  })
}
