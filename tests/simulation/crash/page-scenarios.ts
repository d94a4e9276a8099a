import { findPayment } from "#db/queries/payments.ts"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import { hourMilliseconds, minuteMilliseconds } from "#domain/instant.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
import { handOver } from "#operations/payments/hand-over.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { walkForm } from "#tests/conformance/page-walk.ts"
import type { Stage } from "./steps.ts"
import { cancel, cards, create, open } from "./steps.ts"

/** The same work where the acquirer has a page of its own. */
export const pageScenarios: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  "paid on the acquirer's page": async (stage) => {
    const { id, url } = await goToPage(stage)
    await payThere(url, cards.declined)
    await payThere(url, cards.good)
    await comeBack(stage, id)
  },
  "paid on the acquirer's page, and never seen again": async (stage) => {
    const { url } = await goToPage(stage)
    await payThere(url, cards.good)
    await stage.advance(2 * minuteMilliseconds)
    await syncOperations(stage.outside)
  },
  "cancelled before the acquirer's page": async (stage) => {
    const { id } = await goToPage(stage)
    await cancel(stage, id, "payee")
    await syncOperations(stage.outside)
  },
  "paid on the acquirer's page after it was cancelled": async (stage) => {
    const { id, url } = await goToPage(stage)
    await cancel(stage, id, "payee")
    await payThere(url, cards.good)
    await syncOperations(stage.outside)
    await syncOperations(stage.outside)
  },
  "left on the acquirer's page until it was over": async (stage) => {
    await goToPage(stage)
    await stage.advance(30 * hourMilliseconds)
    await expirePayments(stage.outside)
  },
}

async function goToPage(stage: Stage): Promise<{ readonly id: string; readonly url: string }> {
  const accounts = await stage.outside.acquirers.all()
  const acquirer = accounts.find((account) => account !== sandboxAccount)
  if (acquirer === undefined) throw new Error("no acquirer with a page of its own")
  const { page } = stage
  const id = await create({ ...stage, page: { ...page, service: { ...page.service, acquirer } } })
  await open(stage, id)
  const handed = await handOver(stage.outside, id)
  if (!handed.ok) throw new Error(handed.problem)
  return { id, url: handed.value }
}

async function payThere(url: string, number: string): Promise<void> {
  await walkForm(url, {
    card_number: number,
    expiry_month: "12",
    expiry_year: "40",
    cvc: "123",
    cardholder_name: "A Payee",
  })
}

async function comeBack(stage: Stage, paymentId: string): Promise<void> {
  await syncPayment(stage.outside, { paymentId, door: "payee" })
  const after = await findPayment(stage.outside.db, paymentId)
  if (after?.state === "captured") stage.acknowledge("paid", paymentId)
}
