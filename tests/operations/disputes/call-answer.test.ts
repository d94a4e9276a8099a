import { beforeEach, describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { disputeDesk } from "#tests/support/disputes.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const refunds = refundDesk(till)
const desk = disputeDesk(till, refunds)

beforeEach(() => refunds.nothingDue())

const timeout = { kind: "unknown", cause: "timeout", evidence: {} } as const
const refused = { kind: "refused", reason: "not_possible", evidence: { code: "too_late" } } as const
const mismatch = { kind: "unknown", cause: "mismatch", evidence: {} } as const
const script = () => till.council.outside.acquirer.answerScript

describe("an answer", () => {
  it("and its repeat say what money the bank had taken when it was given", async () => {
    const dispute = await desk.disputed({ amount: exactPence(4_000) })
    const about: number[] = []
    for (const outcome of [timeout, refused]) {
      script().push(({ amount }) => {
        about.push(amount)
        return outcome
      })
    }
    await desk.answer(dispute)
    await refunds.sweep(3_000)
    expect(about).toEqual([4_000, 4_000])
  })
})

describe("an answer that the acquirer refuses", () => {
  it("was never taken, and another may be given", async () => {
    const dispute = await desk.disputed()
    script().push(() => refused)
    expect(await desk.answer(dispute)).toBe("refused")
    expect((await desk.newest(dispute))?.request.evidence).toBeUndefined()
    expect(await desk.answer(dispute)).toBe("succeeded")
  })

  it("because somebody was faster on its own pages shows how the dispute stands", async () => {
    const dispute = await desk.disputed()
    desk.shows(dispute, { status: "under_review" })
    expect(await desk.answer(dispute)).toBe("refused")
    expect(await desk.now(dispute)).toMatchObject({ state: "under_review" })
  })

  it("as a repeat proves nothing: its first call may have arrived", async () => {
    const dispute = await desk.disputed()
    script().push(
      () => timeout,
      () => refused,
    )
    await desk.answer(dispute)
    await refunds.sweep(3_000)
    expect(await desk.newest(dispute)).toMatchObject({ state: "unknown" })
    desk.shows(dispute, { status: "under_review" })
    await refunds.sweep(10_000)
    expect(await desk.newest(dispute)).toMatchObject({ state: "succeeded" })
  })

  it("while a sweep has taken it over is not believed", async () => {
    const dispute = await desk.disputed()
    script().push(async () => {
      script().push(() => timeout)
      await refunds.sweep(60_000)
      return refused
    })
    expect(await desk.answer(dispute)).toBe("unknown")
  })
})

describe("an answer about something else than asked", () => {
  it("is a case for people, which ends when the dispute tells more", async () => {
    const dispute = await desk.disputed()
    script().push(() => mismatch)
    expect(await desk.answer(dispute)).toBe("unknown")
    expect(await refunds.casesOf(dispute.paymentId)).toEqual(["answer_unclear open"])
    expect(till.council.outside.lines).toContainEqual({
      level: "error",
      fields: { payment_id: dispute.paymentId, dispute_id: dispute.id },
      message: "the fate of an answer is unclear: needs an operator",
    })
    desk.shows(dispute, { status: "under_review" })
    await refunds.sweep(3_000)
    expect(await refunds.casesOf(dispute.paymentId)).toEqual(["answer_unclear closed"])
  })
})
