import type { Outside } from "#checkout-server/outside.ts"
import { withAcquirer } from "#checkout-server/outside.ts"
import { findNewestObjectId, findPayment, findPaymentInHand } from "#db/queries/payments.ts"
import type { PaymentPage } from "#db/queries/services.ts"
import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import { exactPence } from "#domain/money.ts"
import type { NewPayment } from "#domain/payments/payment.ts"
import { receiveNotification } from "#operations/acquirer-notifications/receive-notification.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { createPayment } from "#operations/payments/create-payment.ts"
import { openCardEntry } from "#operations/payments/open-card-entry.ts"

/** What a scenario acts on, and whom it tells of what was acknowledged. */
export interface Stage {
  readonly outside: Outside
  readonly page: PaymentPage
  /** Moves this process's clock and the acquirer's. */
  advance(milliseconds: number): Promise<void>
  /** The acquirer and the banks behind it do what is due. */
  acquirerWorks(): Promise<void>
  /** What the acquirer signs its notifications with. */
  readonly notificationKey: Uint8Array
  /** What a payee, a buyer or the acquirer was told: it must hold whatever dies. */
  acknowledge(what: "created" | "paid" | "refunded" | "cancelled", paymentId: string): void
}

/** Test cards of the sandbox. */
export const cards = {
  good: "4444333322221111",
  declined: "4000000000000002",
  challenge: "4000002500003155",
  disputed: "4000000000000259",
}

/** A payment as a buyer makes it; with `key`, under an idempotency key. */
export async function create(stage: Stage, facts: Partial<NewPayment> = {}, key?: string): Promise<string> {
  const { id: serviceId, buyerId, mode } = stage.page.service
  const request = {
    serviceId,
    buyerId,
    mode,
    key: `${key}-${stage.outside.ids.next()}`,
    fingerprint: "0".repeat(64),
    at: stage.outside.clock.now(),
  }
  const created = await createPayment(stage.outside, {
    service: stage.page.service,
    ...(key === undefined ? {} : { idempotency: { request, answer: () => ({ status: 200, body: null }) } }),
    request: {
      amount: exactPence(14_250),
      reference: "501234567",
      description: "Council Tax",
      language: "en",
      origin: "api",
      returnUrl: "https://council.example/return",
      email: null,
      metadata: null,
      prefilledCardholder: null,
      delayedCapture: false,
      moto: false,
      basketId: null,
      ...facts,
    },
  })
  if (!created.ok) throw new Error(created.problem)
  stage.acknowledge("created", created.value.id)
  return created.value.id
}

/** The payee asks for a place to enter a card. */
export async function open({ outside }: Stage, paymentId: string) {
  await openCardEntry(outside, {
    paymentId,
    language: "en",
    renew: false,
    returnUrl: "http://127.0.0.1:3000/pay/capability/card",
    challengeReturnUrl: "http://127.0.0.1:3000/pay/capability/challenge",
  })
}

/** Opens a card entry, enters a card there as a browser does, and charges it. */
export async function pay(stage: Stage, id: string, number: string, name = "A Payee"): Promise<void> {
  await open(stage, id)
  const held = await findPaymentInHand(stage.outside.db, id)
  if (!held?.object?.action) return
  const response = await fetch(held.object.action, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      entry_secret: held.object.entrySecret ?? "",
      card_number: number,
      expiry_month: "12",
      expiry_year: "40",
      cvc: "123",
      cardholder_name: name,
    }),
  })
  const token = new URL(response.headers.get("location") ?? "missing:").searchParams.get("token")
  if (token === null) throw new Error(`no token: ${response.status}`)
  const begun = await authorisePayment(stage.outside, { paymentId: id, token })
  if (!begun.ok) throw new Error(begun.problem)
  await begun.value.settled
  const after = await findPayment(stage.outside.db, id)
  if (after?.state === "captured") stage.acknowledge("paid", id)
}

/** The acquirer's notification comes to this very process, signed as it signs. */
export async function hear(stage: Stage, paymentId: string): Promise<void> {
  const payment = await findNewestObjectId(stage.outside.db, paymentId)
  const id = `evt_${stage.outside.ids.next()}`
  const timestamp = String(Math.floor(stage.outside.clock.now() / 1_000))
  const body = JSON.stringify({ id, type: "payment.captured", payment_id: payment })
  const signature = `v1,${stage.outside.secrets.hmac(stage.notificationKey, `${id}.${timestamp}.${body}`)}`
  await receiveNotification(await withAcquirer(stage.outside, sandboxAccount), {
    body: new TextEncoder().encode(body),
    headers: { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature },
  })
}

/** The payee says yes to the bank. */
export async function answerChallenge(url: string | undefined): Promise<void> {
  if (url === undefined) return
  await fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams({ decision: "approve" }) })
}

/** Somebody ends the payment. */
export async function cancel(stage: Stage, paymentId: string, by: "payee" | "service"): Promise<void> {
  const cancelled = await cancelPayment(stage.outside, { paymentId, by })
  if (cancelled.ok) stage.acknowledge("cancelled", paymentId)
}
