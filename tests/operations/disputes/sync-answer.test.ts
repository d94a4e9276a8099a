import { beforeEach, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { answerDispute } from "#operations/disputes/answer-dispute.ts"
import { acceptance, disputeDesk, evidence } from "#tests/support/disputes.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const refunds = refundDesk(till)
const desk = disputeDesk(till, refunds)

beforeEach(() => refunds.nothingDue())

const timeout = { kind: "unknown", cause: "timeout", evidence: {} } as const
const unreachable = { kind: "not_sent", cause: "unreachable" } as const

const keysOf = (acquirerDisputeId: string) => refunds.keysOf("answer_dispute", acquirerDisputeId)
const script = () => till.council.outside.acquirer.answerScript

describe("an answer whose own answer was lost", () => {
  it("and that arrived is found by the dispute's state, without another call", async () => {
    const { acquirer } = till.council.outside
    const dispute = await desk.disputed()
    script().push((request) => {
      acquirer.takeAnswer(request, "under_review")
      return timeout
    })
    expect(await desk.answer(dispute)).toBe("unknown")
    expect((await desk.newest(dispute))?.request.evidence).toEqual({
      explanation: expect.stringContaining("Canary"),
    })
    await refunds.sweep(3_000)
    expect(await desk.newest(dispute)).toMatchObject({ state: "succeeded" })
    expect((await desk.newest(dispute))?.request.evidence).toBeUndefined()
    expect(await desk.now(dispute)).toMatchObject({ state: "under_review" })
    expect(keysOf(dispute.acquirerDisputeId)).toHaveLength(1)
  })

  it.each([timeout, unreachable])(
    "and that did not arrive is given again, with the same key: %o",
    async (lost) => {
      const dispute = await desk.disputed()
      script().push(() => lost)
      expect(await desk.answer(dispute)).toBe("unknown")
      await refunds.sweep(3_000)
      expect(await desk.newest(dispute)).toMatchObject({ state: "succeeded" })
      const keys = keysOf(dispute.acquirerDisputeId)
      expect([keys.length, new Set(keys).size]).toEqual([2, 1])
    },
  )

  it("and that gave in is found lost", async () => {
    const { acquirer } = till.council.outside
    const dispute = await desk.disputed()
    script().push((request) => {
      acquirer.takeAnswer(request, "lost")
      return timeout
    })
    await desk.answer(dispute, acceptance)
    await refunds.sweep(3_000)
    expect(await desk.newest(dispute)).toMatchObject({ state: "succeeded" })
    expect(await refunds.balancesOf(dispute.paymentId)).toEqual({})
  })

  it("and a process that died before its call: the sweep gives it", async () => {
    const { outside } = till.council
    const dispute = await desk.disputed()
    outside.acquirer.down = true
    const begun = await answerDispute(outside, { disputeId: dispute.id, answer: evidence, keyId: "key_1" })
    if (!begun.ok) throw new Error(begun.problem)
    await begun.value.settled
    await till.sql`update operation set state = 'sent' where id = ${begun.value.answer.id}`
    outside.acquirer.down = false
    await refunds.sweep(30_000)
    expect(await desk.newest(dispute)).toMatchObject({ state: "succeeded" })
  })

  it("is not given again to a bank that asks for something else by now", async () => {
    const dispute = await desk.disputed({ amount: exactPence(0) })
    script().push(() => timeout)
    await desk.answer(dispute)
    desk.shows(dispute, { amount: exactPence(14_250) })
    await refunds.sweep(3_000)
    expect(await desk.newest(dispute)).toMatchObject({ state: "superseded" })
    expect(keysOf(dispute.acquirerDisputeId)).toHaveLength(1)
    expect(await desk.answer(dispute)).toBe("succeeded")
  })

  it("is overtaken where the bank has decided, with it or without it", async () => {
    const dispute = await desk.disputed()
    script().push(() => timeout)
    await desk.answer(dispute)
    desk.shows(dispute, { status: "lost" })
    await refunds.sweep(3_000)
    expect(await desk.newest(dispute)).toMatchObject({ state: "superseded" })
  })

  it("is not given again once evidence was due", async () => {
    const dispute = await desk.disputed({ evidenceDueAt: null })
    const { clock } = till.council.outside
    script().push(() => timeout)
    await desk.answer(dispute)
    const dueAt = clock.now()
    desk.shows(dispute, { evidenceDueAt: dueAt })
    await refunds.sweep(3_000)
    expect(await desk.newest(dispute)).toMatchObject({ state: "unknown" })
    expect(keysOf(dispute.acquirerDisputeId)).toHaveLength(1)
  })
})
