import type { CaseEnd } from "#domain/operator-cases/case-end.ts"
import type { OperatorReason } from "#domain/operator-cases/operator-case.ts"
import { resolveCase } from "#operations/operator-cases/resolve-case.ts"
import type { World } from "./world.ts"

/** A case as the operator's list shows it. */
interface OpenCase {
  readonly id: string
  readonly reason: OperatorReason
  readonly subject_id: string
  readonly payment_id: string | null
  readonly amount: number | null
}

/**
 * An operator goes through the open cases. He telephones the acquirer and settles there by hand what is in between;
 * what he then writes down is the truth.
 */
export async function operator(world: World): Promise<void> {
  const cases = await world.look(
    (owner) => owner<OpenCase[]>`
      select c.id, c.reason, c.subject_id, c.payment_id, p.amount::int from operator_case c
      left join payment p on p.id = c.payment_id
      where c.closed_at is null order by c.opened_at, c.id`,
  )
  for (const one of cases) {
    const to = await endOf(world, one)
    world.note(`the operator ends ${one.reason}: ${to}`)
    await world.request(`end of ${one.reason}`, (outside) =>
      resolveCase(outside, { caseId: one.id, to, by: "An operator", evidence: "told by the acquirer" }),
    )
  }
}

async function endOf(world: World, { reason, subject_id, payment_id, amount }: OpenCase): Promise<CaseEnd> {
  const own = [...world.books.payments.values()].filter(({ request }) => request.paymentId === payment_id)
  if (reason === "refund_unclear") {
    const refunds = own.flatMap((one) => one.refunds)
    const known = refunds.find(({ refundId }) => refundId === subject_id)
    return known?.status === "succeeded" || known?.status === "pending" ? "succeeded" : "failed"
  }
  if (reason !== "outcome_unclear") return "noted"
  if (own.some(({ captured }) => captured === amount)) return "captured"
  for (const { id } of own) await world.books.endByHand(id)
  return world.random.pick(["declined", "failed", "cancelled_by_service"])
}
