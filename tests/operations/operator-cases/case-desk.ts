import { expect } from "vitest"
import { findOpenCases } from "#db/queries/operator-cases.ts"
import type { CaseEnd } from "#domain/operator-cases/case-end.ts"
import { resolveCase } from "#operations/operator-cases/resolve-case.ts"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import type { Till } from "#tests/support/till.ts"

/** What the person of these tests leaves behind. */
export const byNia = { closed_by: "Nia Rees", evidence: "portal shows it, ticket 81" }

/** Cases of a till, and the person who ends them. */
export function caseDesk(till: Till) {
  const outside = () => till.council.outside
  const caseOf = async (subjectId: string) => {
    const open = await findOpenCases(outside().db, 1000)
    return open.find((one) => one.subjectId === subjectId)
  }
  const paidPayment = async () => {
    const payment = await aStartedPayment(till.council)
    expect(await till.pay(payment.id)).toBe("captured")
    return payment
  }
  /** The acquirer now calls a paid payment refused. */
  const contradict = async (paymentId: string) => {
    await settlePayment(outside(), {
      paymentId,
      acquirerPaymentId: till.firstObjectOf(paymentId),
      finding: { kind: "declined", reason: "declined", card: null },
      door: "acquirer",
    })
  }
  return {
    caseOf,
    paidPayment,
    contradict,
    /** Ends the open case of a subject. */
    resolve: async (subjectId: string, to: CaseEnd) => {
      const caseId = (await caseOf(subjectId))?.id ?? "no open case"
      const { closed_by: by, evidence } = byNia
      const resolved = await resolveCase(outside(), { caseId, to, by, evidence })
      return resolved.ok ? "resolved" : resolved.problem
    },
    /** How the cases of a subject ended. */
    endsOf: (subjectId: string) =>
      till.sql`select reason, closed_by, evidence from operator_case
        where subject_id = ${subjectId} and closed_at is not null order by closed_at, id`,
    operationsOf: (paymentId: string) =>
      till.sql`select kind, state from operation where payment_id = ${paymentId} order by created_at, id`,
    /** A payment whose charge the acquirer answered with another sum than asked. */
    stuckPayment: async () => {
      const payment = await aStartedPayment(till.council)
      outside().acquirer.script.push(() => ({ kind: "unknown", cause: "mismatch", evidence: {} }))
      expect(await till.pay(payment.id)).toBe("needs_operator")
      return payment
    },
    contradictedPayment: async () => {
      const payment = await paidPayment()
      await contradict(payment.id)
      return payment
    },
  }
}
