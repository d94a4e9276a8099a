import { randomUUID } from "node:crypto"
import type { AcquirerCall, Authorised, Outcome, PrepareRequest } from "#ports/acquirer.ts"
import type { ConformanceSubject, Started, TestCard } from "./conformance-subject.ts"
import { call, carded, look, okValue, prepareRequest } from "./stages.ts"

/** A card that a payee has left to be charged for an agreement. */
export interface KeptCard {
  readonly agreementId: string
  readonly savedCard: string
  /** The payment at which it was entered. */
  readonly payment: Started
}

/** A payee enters a card that is to be kept, and says yes where the bank asks. */
export async function setUp(
  subject: ConformanceSubject,
  card: TestCard,
  over: Partial<PrepareRequest> = {},
): Promise<KeptCard> {
  const agreementId = randomUUID()
  const agreement = { step: "set_up", agreementId } as const
  const payment = await carded(subject, card, { agreement, ...over })
  const { challengeUrl, status } = await look(subject, payment)
  if (status === "challenge" && challengeUrl !== null) {
    await subject.payee.answerChallenge(challengeUrl, "approve")
  }
  const { savedCard } = await look(subject, payment)
  if (savedCard === null) throw new Error("no card was kept")
  return { agreementId, savedCard, payment }
}

/** What asks for a charge of a kept card. */
export async function chargeRequest(
  subject: ConformanceSubject,
  { agreementId, savedCard }: KeptCard,
  over: Partial<PrepareRequest> = {},
): Promise<PrepareRequest> {
  return await prepareRequest(subject, { agreement: { step: "charge", agreementId, savedCard }, ...over })
}

/** A charge of a kept card that nothing has confirmed. */
export async function startedOn(
  subject: ConformanceSubject,
  kept: KeptCard,
  over: Partial<PrepareRequest> = {},
): Promise<Started> {
  const request = await chargeRequest(subject, kept, over)
  return { ...okValue(await subject.acquirer.prepare(call(), request)), request }
}

/** Charges it, with nobody present. */
export async function charge(
  { acquirer }: Pick<ConformanceSubject, "acquirer">,
  { acquirerPaymentId, request: { amount, currency } }: Started,
  one: AcquirerCall = call(),
): Promise<Outcome<Authorised>> {
  return await acquirer.authorise(one, { acquirerPaymentId, token: null, amount, currency })
}

/** A kept card that has been charged, whatever came of it. */
export async function chargedLater(
  subject: ConformanceSubject,
  kept: KeptCard,
  over: Partial<PrepareRequest> = {},
): Promise<Started> {
  const payment = await startedOn(subject, kept, over)
  await charge(subject, payment)
  return payment
}
