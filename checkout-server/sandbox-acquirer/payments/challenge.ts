import { scenarioOf } from "#sandbox-acquirer/cards/scenarios.ts"
import { notifyFaultOf } from "#sandbox-acquirer/faults/fault.ts"
import type { Database } from "#sandbox-acquirer/store/connect.ts"
import type { ChallengeRow, PaymentRow } from "#sandbox-acquirer/store/rows.ts"
import { approvePayment, refusePayment } from "./authorise.ts"
import { lockPayment, statusAt } from "./payment.ts"
import type { Write } from "./write.ts"

export type ChallengeDecision = "approve" | "decline"

export interface ChallengeView {
  readonly id: string
  readonly payment: PaymentRow
  /** False once answered, or once the payment can no longer be paid: the page then only leads back. */
  readonly waiting: boolean
}

/** The challenge as its page needs it; null where unknown. */
export async function findChallenge(sql: Database, id: string, now: Date): Promise<ChallengeView | null> {
  const [challenge] = await sql<ChallengeRow[]>`SELECT * FROM challenge WHERE id = ${id}`
  if (!challenge) return null
  const [payment] = await sql<PaymentRow[]>`SELECT * FROM payment WHERE id = ${challenge.payment_id}`
  if (!payment) return null
  return { id, payment, waiting: challenge.answered_at === null && statusAt(payment, now) === "challenge" }
}

/**
 * The cardholder's decision. `approve` lets the card's own behaviour follow (paid or refused all the same);
 * `decline` closes the payment with `authentication_failed`. A second answer, or one too late, changes nothing.
 */
export async function answerChallenge(
  sql: Database,
  answer: { readonly id: string; readonly decision: ChallengeDecision; readonly now: Date },
): Promise<void> {
  const { id, decision, now } = answer
  await sql.begin(async (tx) => {
    const [found] = await tx<ChallengeRow[]>`SELECT * FROM challenge WHERE id = ${id}`
    const payment = found ? await lockPayment(tx, found.payment_id) : null
    if (!payment || statusAt(payment, now) !== "challenge") return
    await tx`UPDATE challenge SET answered_at = ${now} WHERE id = ${id}`
    const write: Write = {
      tx,
      now,
      idempotencyKey: payment.charge_key,
      notifyFault: notifyFaultOf(payment.notify_fault),
    }
    await settleChallenge(write, payment, decision)
  })
}

async function settleChallenge(
  write: Write,
  payment: PaymentRow,
  decision: ChallengeDecision,
): Promise<void> {
  if (decision === "decline") {
    await refusePayment(write, payment, "authentication_failed")
    return
  }
  const { bank } = scenarioOf(payment.scenario ?? "")
  const outcome = bank.kind === "challenge" ? bank.then : bank
  if (outcome.kind === "refuse") await refusePayment(write, payment, outcome.code)
  else await approvePayment(write, payment)
}
