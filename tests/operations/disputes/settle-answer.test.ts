import { beforeEach, describe, expect, it } from "vitest"
import { hourMilliseconds } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { disputeDesk, evidenceMilliseconds } from "#tests/support/disputes.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const refunds = refundDesk(till)
const desk = disputeDesk(till, refunds)

beforeEach(() => refunds.nothingDue())

describe("the word about an answer that has ended meanwhile", () => {
  it("is of no other answer to the same dispute", async () => {
    const { acquirer } = till.council.outside
    const dispute = await desk.disputed({ amount: exactPence(0) })
    acquirer.answerScript.push(async () => {
      desk.shows(dispute, { amount: exactPence(4_000) })
      await refunds.sweep(60_000)
      acquirer.answerScript.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
      expect(await desk.answer(dispute)).toBe("unknown")
      return { kind: "refused", reason: "not_possible", evidence: {} }
    })
    await desk.answer(dispute)
    expect(await desk.newest(dispute)).toMatchObject({ state: "unknown", request: { amount: 4_000 } })
    expect((await desk.newest(dispute))?.request.evidence).toBeDefined()
  })
})

describe("an answer that nobody hears of", () => {
  it("waits while the acquirer is silent, and forgets its words once no key would be known", async () => {
    const { acquirer } = till.council.outside
    const dispute = await desk.disputed()
    acquirer.down = true
    expect(await desk.answer(dispute)).toBe("unknown")
    await refunds.sweep(hourMilliseconds)
    expect((await desk.newest(dispute))?.request.evidence).toBeDefined()
    await refunds.sweep(20 * hourMilliseconds)
    expect(await desk.newest(dispute)).toMatchObject({ state: "unknown" })
    expect((await desk.newest(dispute))?.request.evidence).toBeUndefined()
    acquirer.down = false
    await refunds.sweep(2 * hourMilliseconds)
    expect(await desk.newest(dispute)).toMatchObject({ state: "abandoned" })
    expect(await desk.now(dispute)).toMatchObject({ state: "needs_response" })
    expect(await desk.answer(dispute)).toBe("succeeded")
  })

  it("is a case for people after two weeks, which ends by itself with the answer", async () => {
    const { acquirer } = till.council.outside
    const dispute = await desk.disputed({ evidenceDueAt: null })
    acquirer.down = true
    await desk.answer(dispute)
    await refunds.sweep(14 * 24 * hourMilliseconds)
    expect(await refunds.casesOf(dispute.paymentId)).toEqual(["answer_unclear open"])
    expect(await desk.newest(dispute)).toMatchObject({ state: "unknown" })
    acquirer.down = false
    desk.shows(dispute, { status: "under_review" })
    await refunds.sweep(2 * evidenceMilliseconds)
    expect(await desk.newest(dispute)).toMatchObject({ state: "succeeded" })
    expect(await refunds.casesOf(dispute.paymentId)).toEqual(["answer_unclear closed"])
  })
})
