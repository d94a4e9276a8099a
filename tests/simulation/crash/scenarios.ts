import { findPaymentInHand } from "#db/queries/payments.ts"
import { findDisputesOfPayment } from "#db/queries/refunds.ts"
import { hourMilliseconds } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { processNotifications } from "#operations/acquirer-notifications/process-notifications.ts"
import { answerDispute } from "#operations/disputes/answer-dispute.ts"
import { capturePayment } from "#operations/payments/capture-payment.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
import { extendPayment } from "#operations/payments/extend-payment.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { deliverWebhooks } from "#operations/webhooks/deliver-webhooks.ts"
import { pageScenarios } from "./page-scenarios.ts"
import type { Stage } from "./steps.ts"
import { answerChallenge, cancel, cards, create, hear, open, pay } from "./steps.ts"

/** A day's work of one process, step by step; each may be its last. */
export const scenarios: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  "paid at once": async (stage) => {
    const id = await create(stage, {}, "one-key")
    await pay(stage, id, cards.good)
    await deliverWebhooks(stage.outside)
  },
  "heard by notification": async (stage) => {
    const id = await create(stage)
    await pay(stage, id, cards.good, "FAULT authorise cut-after")
    await hear(stage, id)
    await stage.advance(1_000)
    await processNotifications(stage.outside)
  },
  "declined, then paid": async (stage) => {
    const id = await create(stage)
    await pay(stage, id, cards.declined)
    await pay(stage, id, cards.good)
  },
  "captured later": async (stage) => {
    const id = await create(stage, { delayedCapture: true })
    await pay(stage, id, cards.good)
    const begun = await capturePayment(stage.outside, id)
    if (begun.ok) await begun.value.settled
  },
  "reserved and cancelled": async (stage) => {
    const id = await create(stage, { delayedCapture: true })
    await pay(stage, id, cards.good)
    await cancel(stage, id, "service")
    await syncOperations(stage.outside)
  },
  "reserved and forgotten": async (stage) => {
    const id = await create(stage, { delayedCapture: true })
    await pay(stage, id, cards.good)
    await stage.advance(121 * hourMilliseconds)
    await expirePayments(stage.outside)
    await syncOperations(stage.outside)
  },
  "left at the bank": async (stage) => {
    const id = await create(stage)
    await pay(stage, id, cards.challenge)
    await cancel(stage, id, "payee")
    await syncOperations(stage.outside)
  },
  "back from the bank": async (stage) => {
    const id = await create(stage)
    await pay(stage, id, cards.challenge)
    const held = await findPaymentInHand(stage.outside.db, id)
    await answerChallenge(held?.operation?.request.challengeUrl)
    const settled = await syncPayment(stage.outside, { paymentId: id, door: "payee" })
    if (settled.ok && settled.value.state === "captured") stage.acknowledge("paid", id)
  },
  "refunded in parts": async (stage) => {
    const id = await create(stage)
    await pay(stage, id, cards.good)
    for (const amount of [4_000, 250]) {
      const begun = await createRefund(stage.outside, {
        paymentId: id,
        amount: exactPence(amount),
        expectedAvailable: null,
      })
      if (!begun.ok) continue
      stage.acknowledge("refunded", id)
      await begun.value.settled
    }
  },
  "refunded without an answer": async (stage) => {
    const id = await create(stage)
    await pay(stage, id, cards.good, "FAULT refund cut-after")
    const begun = await createRefund(stage.outside, {
      paymentId: id,
      amount: exactPence(14_250),
      expectedAvailable: null,
    })
    if (begun.ok) await begun.value.settled
    await stage.advance(3_000)
    await syncOperations(stage.outside)
  },
  "disputed and answered": async (stage) => {
    const id = await create(stage)
    await pay(stage, id, cards.disputed)
    await stage.advance(11_000)
    await stage.acquirerWorks()
    await syncPayment(stage.outside, { paymentId: id, door: "acquirer" })
    const [dispute] = await findDisputesOfPayment(stage.outside.db, id)
    if (!dispute) throw new Error("no dispute was opened")
    const answer = { kind: "evidence", evidence: { explanation: "winning_evidence" } } as const
    const begun = await answerDispute(stage.outside, {
      disputeId: dispute.id,
      answer,
      keyId: "key",
    })
    if (!begun.ok) throw new Error(begun.problem)
    await begun.value.settled
    await stage.advance(30_000)
    await syncOperations(stage.outside)
  },
  "approved after it was cancelled": async (stage) => {
    const id = await create(stage)
    await pay(stage, id, cards.challenge)
    const held = await findPaymentInHand(stage.outside.db, id)
    await cancel(stage, id, "payee")
    await answerChallenge(held?.operation?.request.challengeUrl)
    await syncOperations(stage.outside)
    await syncOperations(stage.outside)
  },
  "lost answer, then the sweep": async (stage) => {
    const id = await create(stage)
    await pay(stage, id, cards.good, "FAULT authorise cut-after")
    await stage.advance(3_000)
    await syncOperations(stage.outside)
  },
  "given more time, then run out of it": async (stage) => {
    const id = await create(stage)
    await open(stage, id)
    await extendPayment(stage.outside, id)
    await stage.advance(30 * hourMilliseconds)
    await expirePayments(stage.outside)
  },
  ...pageScenarios,
}
