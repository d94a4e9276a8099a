import { randomUUID } from "node:crypto"
import { createSandboxAcquirer } from "#adapters/acquirer-sandbox/acquirer-sandbox.ts"
import { instant } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { Acquirer, AcquirerCall, Outcome, PrepareRequest } from "#ports/acquirer.ts"
import { apiKey, type ListeningSandbox, notificationSecret } from "#tests/sandbox-acquirer/sandbox-client.ts"

/** The price of every payment here. */
export const amount = exactPence(18_240)

/** A call with a deadline that a healthy sandbox keeps. */
export function call(over: Partial<AcquirerCall> = {}): AcquirerCall {
  const operationId = randomUUID()
  return { operationId, idempotencyKey: `v1:arwel-vale:${operationId}`, timeoutMilliseconds: 5_000, ...over }
}

export function prepareRequest(over: Partial<PrepareRequest> = {}): PrepareRequest {
  return {
    paymentId: randomUUID(),
    amount,
    currency: "GBP",
    captureMode: "automatic",
    description: "Treth y Cyngor 501234567",
    language: "cy",
    returnUrl: "http://127.0.0.1:3000/pay/abc/card?lang=cy",
    challengeReturnUrl: "http://127.0.0.1:3000/pay/abc/challenge",
    expiresAt: instant(Date.parse("2199-01-01T00:00:00Z")),
    ...over,
  }
}

/** A payment that has been charged, with what the search for it needs. */
export async function paid(acquirer: Acquirer, card: Record<string, string> = {}) {
  const made = await carded(acquirer, card)
  await acquirer.authorise(call(), made.authoriseRequest)
  return { acquirerPaymentId: made.acquirerPaymentId, reference: made.request.paymentId }
}

/** The value of an ok, or a failed test. */
export function okValue<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== "ok") throw new Error(JSON.stringify(outcome))
  return outcome.value
}

/** The adapter as it is set up for `sandbox`, but for `over`. */
export function adapterFor(
  sandbox: ListeningSandbox,
  over: { apiUrl?: string; publicOrigin?: string; apiKey?: string } = {},
): Acquirer {
  return createSandboxAcquirer({
    apiUrl: sandbox.url,
    publicOrigin: sandbox.url,
    apiKey,
    notificationSecrets: [notificationSecret],
    ...over,
  })
}

export async function prepared(acquirer: Acquirer, over: Partial<PrepareRequest> = {}) {
  const request = prepareRequest(over)
  const { acquirerPaymentId, handoff } = okValue(await acquirer.prepare(call(), request))
  if (handoff.kind !== "direct_post") throw new Error("not a direct post")
  return { request, acquirerPaymentId, handoff }
}

/** A prepared payment whose payee has entered a card. */
export async function carded(
  acquirer: Acquirer,
  card: Record<string, string> = {},
  over: Partial<PrepareRequest> = {},
) {
  const made = await prepared(acquirer, over)
  const form = {
    entry_secret: made.handoff.entrySecret,
    card_number: "4242424242424242",
    expiry_month: "12",
    expiry_year: "40",
    cvc: "123",
    cardholder_name: "A Tester",
    ...card,
  }
  const response = await fetch(made.handoff.action, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
  })
  const token = new URL(response.headers.get("location") ?? "").searchParams.get("token") ?? ""
  const { acquirerPaymentId } = made
  return { ...made, authoriseRequest: { acquirerPaymentId, token, amount, currency: "GBP" } as const }
}
