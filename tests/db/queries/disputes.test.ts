import { describe, expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { findAnswerOperation, findDispute, findNewestAnswers, lockOpenAnswer } from "#db/queries/disputes.ts"
import { findDisputeOfBuyer, findDisputesOfBuyer } from "#db/queries/disputes-of-buyer.ts"
import type { BuyerScope } from "#db/scope.ts"
import { withBuyerScope } from "#db/scope.ts"
import { ok } from "#domain/problem.ts"
import { disputeDesk } from "#tests/support/disputes.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = disputeDesk(till, refundDesk(till))
const nowhere = "0".repeat(26)

async function lockOpen(id: string) {
  const found = await inTransaction(till.council.outside.db, async (transaction) =>
    ok(await lockOpenAnswer(transaction, id)),
  )
  return found.ok ? found.value : null
}

describe("answers of a dispute", () => {
  it("none, one that is open, and one that has ended", async () => {
    const { db, acquirer } = till.council.outside
    const dispute = await desk.disputed()
    expect(await findNewestAnswers(db, [dispute.id])).toEqual(new Map())
    acquirer.answerScript.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await desk.answer(dispute)
    const answer = (await findNewestAnswers(db, [dispute.id])).get(dispute.id)
    expect(answer).toMatchObject({ kind: "answer", state: "unknown", disputeId: dispute.id })
    expect((await lockOpen(answer?.id ?? ""))?.id).toBe(answer?.id)
    expect(await findAnswerOperation(db, answer?.id ?? "")).toEqual(answer)
    await till.sql`update operation set state = 'abandoned', request = request - 'evidence', next_sync_at = null
      where id = ${answer?.id ?? ""}`
    expect(await lockOpen(answer?.id ?? "")).toBeNull()
  })

  it("the newest, of several disputes at once", async () => {
    const { db, acquirer, clock } = till.council.outside
    const [first, second, third] = [await desk.disputed(), await desk.disputed(), await desk.disputed()]
    const refusal = { kind: "refused", reason: "configuration", evidence: {} } as const
    acquirer.answerScript.push(() => refusal)
    await desk.answer(first)
    clock.advance(1)
    await desk.answer(first)
    acquirer.answerScript.push(() => refusal)
    await desk.answer(second)
    const found = await findNewestAnswers(db, [first.id, second.id, third.id])
    expect([...found].map(([id, { state }]) => [id, state]).toSorted()).toEqual(
      [
        [first.id, "succeeded"],
        [second.id, "refused"],
      ].toSorted(),
    )
    expect(await findNewestAnswers(db, [])).toEqual(new Map())
  })

  it("no other operation is one", async () => {
    const dispute = await desk.disputed()
    const [charge] = await till.sql`select id from operation where payment_id = ${dispute.paymentId} limit 1`
    expect(await findAnswerOperation(till.council.outside.db, String(charge?.["id"]))).toBeNull()
  })
})

describe("a dispute", () => {
  it("is found by its id", async () => {
    const dispute = await desk.disputed()
    expect(await findDispute(till.council.outside.db, dispute.id)).toEqual(dispute)
    expect(await findDispute(till.council.outside.db, nowhere)).toBeNull()
  })

  it("is seen by its own buyer, service and mode alone", async () => {
    const dispute = await desk.disputed()
    const { buyerId, serviceId, mode, id, paymentId } = dispute
    const own: BuyerScope = { buyerId, serviceId, mode }
    const look = (scope: BuyerScope) =>
      withBuyerScope(till.council.outside.db, scope, async (reader) => ({
        one: await findDisputeOfBuyer(reader, id),
        all: await findDisputesOfBuyer(reader, paymentId),
      }))
    const seen = { one: dispute, all: [dispute] }
    expect(await look(own)).toEqual(seen)
    expect(await look({ ...own, serviceId: null })).toEqual(seen)
    const strangers: readonly BuyerScope[] = [
      { ...own, buyerId: "another" },
      { ...own, serviceId: "another" },
      { ...own, mode: "live" },
    ]
    for (const scope of strangers) expect(await look(scope)).toEqual({ one: null, all: [] })
  })
})
