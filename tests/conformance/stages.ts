import { randomUUID } from "node:crypto"
import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import { hourMilliseconds, later, minuteMilliseconds } from "#domain/instant.ts"
import { exactPence, type Pence } from "#domain/money.ts"
import type {
  Acquirer,
  AcquirerCall,
  AcquirerSnapshot,
  Outcome,
  PrepareRequest,
  RefundSnapshot,
} from "#ports/acquirer.ts"
import type { AnswerDisputeRequest, DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import type { ConformanceSubject, Started, TestCard } from "./conformance-subject.ts"

/** The price of every payment here. */
export const amount = exactPence(18_240)

/** A call with a deadline that a healthy acquirer keeps. */
export function call(over: Partial<AcquirerCall> = {}): AcquirerCall {
  const operationId = randomUUID()
  return { operationId, idempotencyKey: `v1:arwel-vale:${operationId}`, timeoutMilliseconds: 10_000, ...over }
}

/** The value of an ok, or a failed test. */
export function okValue<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== "ok") throw new Error(JSON.stringify(outcome))
  return outcome.value
}

/** What the checkout asks for, now: the payment ends in an hour and a half. */
export async function prepareRequest(
  subject: ConformanceSubject,
  over: Partial<PrepareRequest> = {},
): Promise<PrepareRequest> {
  const now = await subject.now()
  return {
    paymentId: randomUUID(),
    amount,
    currency: "GBP",
    captureMode: "automatic",
    description: "Treth y Cyngor 501234567",
    language: "cy",
    returnUrl: "http://127.0.0.1:3000/pay/abc/return?lang=cy",
    challengeReturnUrl: "http://127.0.0.1:3000/pay/abc/challenge",
    preparedAt: now,
    expiresAt: later(now, 90 * minuteMilliseconds),
    ...over,
  }
}

/** A payment that waits for a card. */
export async function started(
  subject: ConformanceSubject,
  over: Partial<PrepareRequest> = {},
): Promise<Started> {
  const request = await prepareRequest(subject, over)
  return { ...okValue(await subject.acquirer.prepare(call(), request)), request }
}

/** The payee enters a card and, where that is ours to do, the bank is asked. */
export async function pay(subject: ConformanceSubject, payment: Started, card: TestCard): Promise<void> {
  const { acquirer, payee } = subject
  const token = await payee.enterCard(payment, card)
  if (token === null) return
  const { acquirerPaymentId, request } = payment
  const { amount: price, currency } = request
  await acquirer.authorise(call(), { acquirerPaymentId, token, amount: price, currency })
}

/** A payment whose payee has entered this card. */
export async function carded(
  subject: ConformanceSubject,
  card: TestCard,
  over: Partial<PrepareRequest> = {},
): Promise<Started> {
  const payment = await started(subject, over)
  await pay(subject, payment, card)
  return payment
}

/** The acquirer's own word. */
export async function look(
  { acquirer }: { readonly acquirer: Acquirer },
  { acquirerPaymentId }: { readonly acquirerPaymentId: string },
): Promise<AcquirerSnapshot> {
  return okValue(await acquirer.fetch(call(), acquirerPaymentId))
}

/** A refund of ours, under a key of its own. */
export async function refund(
  { acquirer }: ConformanceSubject,
  { acquirerPaymentId }: Started,
  back: { readonly amount: Pence; readonly refundId?: string; readonly over?: AcquirerCall },
): Promise<Outcome<RefundSnapshot>> {
  const { refundId = randomUUID(), over = call() } = back
  return await acquirer.refund(over, { acquirerPaymentId, refundId, amount: back.amount })
}

/** A payment whose payee has gone to his bank about all of it; `asked`: the bank only asks. */
export async function disputed(
  subject: ConformanceSubject,
  asked: "takes" | "asks" = "takes",
): Promise<Started & Pick<AnswerDisputeRequest, "acquirerDisputeId" | "amount">> {
  const payment = await carded(subject, "good")
  const taken = exactPence(asked === "takes" ? amount : 0)
  await subject.openDispute(payment.request.paymentId, taken)
  const [dispute] = (await look(subject, payment)).disputes
  return { ...payment, acquirerDisputeId: dispute?.acquirerDisputeId ?? "none", amount: taken }
}

/** Our answer to the bank, under a key of its own. */
export async function answer(
  { acquirer }: ConformanceSubject,
  about: Omit<AnswerDisputeRequest, "answer">,
  given: { readonly answer: DisputeAnswer; readonly over?: AcquirerCall },
): Promise<Outcome<DisputeSnapshot>> {
  const { over = call() } = given
  const { acquirerPaymentId, acquirerDisputeId } = about
  const request = { acquirerPaymentId, acquirerDisputeId, amount: about.amount, answer: given.answer }
  return await acquirer.answerDispute(over, request)
}

/** Everything at the acquirer for one of our payment ids. */
export async function found(subject: ConformanceSubject, paymentId: string) {
  const createdAfter = later(await subject.now(), -hourMilliseconds)
  return okValue(await subject.acquirer.findByReference(call(), { paymentId, createdAfter }))
}

/** Every call of the port that goes over the network, about one payment. */
export function everyCall(
  acquirer: Acquirer,
  { acquirerPaymentId, request, kept }: Started & { readonly kept: { readonly savedCard: string } },
  timeoutMilliseconds: number,
): readonly (readonly [string, () => Promise<Outcome<unknown>>])[] {
  const one = () => call({ timeoutMilliseconds })
  const { paymentId, currency, expiresAt } = request
  const price = { acquirerPaymentId, amount }
  const calls: [string, () => Promise<Outcome<unknown>>][] = [
    ["prepare", () => acquirer.prepare(one(), request)],
    ["authorise", () => acquirer.authorise(one(), { ...price, token: "tok_1", currency })],
    ["capture", () => acquirer.capture(one(), price)],
    ["void", () => acquirer.void(one(), acquirerPaymentId)],
    ["refund", () => acquirer.refund(one(), { ...price, refundId: randomUUID() })],
    [
      "answerDispute",
      () =>
        acquirer.answerDispute(one(), {
          acquirerPaymentId,
          acquirerDisputeId: "dp_1",
          amount,
          answer: { kind: "acceptance" },
        }),
    ],
    ["forgetCard", () => acquirer.forgetCard(one(), kept.savedCard)],
    ["fetch", () => acquirer.fetch(one(), acquirerPaymentId)],
    ["findByReference", () => acquirer.findByReference(one(), { paymentId, createdAfter: expiresAt })],
    ["listChanges", () => acquirer.listChanges(one(), { since: expiresAt })],
    ["listSettlements", () => acquirer.listSettlements(one(), "2026-11-23")],
  ]
  // Where the payee's browser asks the bank, there is no call of ours that does.
  return calls.filter(([name]) => name !== "authorise" || acquirer.capabilities().entry === "direct_post")
}
