import { describe, expect, it } from "vitest"
import { openOperatorCase } from "#db/records/operator-cases.ts"
import { later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { caseEnds } from "#domain/operator-cases/case-end.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import { operatorReasons } from "#domain/operator-cases/operator-case.ts"
import { resolveCase } from "#operations/operator-cases/resolve-case.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { openTill } from "#tests/support/till.ts"
import { byNia, caseDesk } from "./case-desk.ts"

const till = openTill()
const outside = () => till.council.outside
const { resolve, endsOf, operationsOf, paidPayment } = caseDesk(till)

/** A refund that the acquirer answered with another sum than asked. */
async function stuckRefund() {
  const payment = await paidPayment()
  outside().acquirer.refundScript.push(() => ({ kind: "unknown", cause: "mismatch", evidence: {} }))
  const begun = await createRefund(outside(), {
    paymentId: payment.id,
    amount: exactPence(4_000),
    expectedAvailable: null,
  })
  if (!begun.ok) throw new Error(begun.problem)
  await begun.value.settled
  return { payment, refundId: begun.value.refund.id }
}

function refundOf(refundId: string) {
  return till.sql`select r.state, p.refund_reserved::int as reserved, p.refunded::int as refunded
    from refund r join payment p on p.id = r.payment_id where r.id = ${refundId}`
}

function openCase(reason: OperatorReason, subjectId: string, paymentId: string | null) {
  const id = `case_${outside().ids.next()}`
  const openedAt = outside().clock.now()
  return outside().db.transaction((transaction) =>
    openOperatorCase(transaction, { id, reason, subjectId, paymentId, openedAt }),
  )
}

describe("a refund that nobody can settle by asking", () => {
  it("has arrived on a person's word", async () => {
    const { payment, refundId } = await stuckRefund()
    expect(await resolve(refundId, "succeeded")).toBe("resolved")
    expect(await refundOf(refundId)).toEqual([{ state: "succeeded", reserved: 4_000, refunded: 4_000 }])
    expect(await till.toldOf(payment.id)).toContain("4 refund.succeeded")
    expect(await endsOf(refundId)).toEqual([{ reason: "refund_unclear", ...byNia }])
    expect(await operationsOf(payment.id)).toContainEqual({ kind: "refund", state: "succeeded" })
  })

  it("that never left is available again", async () => {
    const { payment, refundId } = await stuckRefund()
    expect(await resolve(refundId, "failed")).toBe("resolved")
    expect(await refundOf(refundId)).toEqual([{ state: "failed", reserved: 0, refunded: 0 }])
    expect(await till.toldOf(payment.id)).toContain("4 refund.failed")
    expect(await operationsOf(payment.id)).toContainEqual({ kind: "refund", state: "abandoned" })
  })

  it("is not judged while a sweep's question is on its way", async () => {
    const { refundId } = await stuckRefund()
    const { clock } = outside()
    const until = later(clock.now(), 1_000)
    await till.sql`update operation set lease_token = 'theirs', lease_until = ${new Date(until)} where refund_id = ${refundId}`
    for (const to of ["failed", "succeeded"] as const) {
      expect(await resolve(refundId, to)).toBe("payment_changed")
    }
    expect(await refundOf(refundId)).toEqual([{ state: "needs_operator", reserved: 4_000, refunded: 0 }])
    clock.advance(1_000)
    expect(await resolve(refundId, "failed")).toBe("resolved")
  })

  it("is neither noted nor captured", async () => {
    const { refundId } = await stuckRefund()
    expect(await resolve(refundId, "noted")).toBe("resolution_not_possible")
    expect(await resolve(refundId, "captured")).toBe("resolution_not_possible")
    expect(await refundOf(refundId)).toEqual([{ state: "needs_operator", reserved: 4_000, refunded: 0 }])
  })
})

describe("any other case", () => {
  const others = operatorReasons.filter(
    (reason) => !["outcome_unclear", "contradiction", "refund_unclear"].includes(reason),
  )
  it.each(others)("of %s is noted, with a name and evidence, and nothing else", async (reason) => {
    const payment = await paidPayment()
    await openCase(reason, `subject of ${reason}`, payment.id)
    for (const to of caseEnds.filter((end) => end !== "noted")) {
      expect(await resolve(`subject of ${reason}`, to)).toBe("resolution_not_possible")
    }
    expect(await resolve(`subject of ${reason}`, "noted")).toBe("resolved")
    expect(await endsOf(`subject of ${reason}`)).toEqual([{ reason, ...byNia }])
    expect(await till.stateOf(payment.id)).toBe("captured")
  })

  it("of a stranger is noted without a payment", async () => {
    await openCase("notification_set_aside", "evt_stranger", null)
    expect(await resolve("evt_stranger", "captured")).toBe("resolution_not_possible")
    expect(await resolve("evt_stranger", "noted")).toBe("resolved")
  })

  it("that is not there is refused", async () => {
    const resolution = { caseId: "case_nobody", to: "noted", by: "Nia Rees", evidence: "none" } as const
    expect(await resolveCase(outside(), resolution)).toEqual({ ok: false, problem: "case_unknown" })
  })
})
