import type { Context, Handler } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import type { ApiErrorName } from "#contract/api-errors.ts"
import type { ShownDispute } from "#contract/dispute-body.ts"
import { disputeBody, paymentDisputesBody } from "#contract/dispute-body.ts"
import { readDisputeEvidence } from "#contract/read-dispute-evidence.ts"
import { findNewestAnswers } from "#db/queries/disputes.ts"
import { findDisputeOfBuyer, findDisputesOfBuyer } from "#db/queries/disputes-of-buyer.ts"
import { findPaymentOfBuyer } from "#db/queries/payments-of-buyer.ts"
import type { BuyerScope } from "#db/scope.ts"
import { withBuyerScope } from "#db/scope.ts"
import type { Dispute } from "#domain/disputes/dispute.ts"
import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import { answerDispute } from "#operations/disputes/answer-dispute.ts"
import { answerError } from "#routes/buyer-api/answer-error.ts"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"
import { idOf, readScope, writeScope } from "#routes/buyer-api/key-scope.ts"
import { answerRefusal, idempotencyOf } from "#routes/buyer-api/repeats.ts"
import { isAnnouncedAsJson, readJsonBody } from "#routes/middleware/json-body.ts"
import type { UnderWay } from "#routes/middleware/under-way.ts"

type BuyerApiHandler = Handler<BuyerApiEnv>

/** `POST /v1/disputes/{dispute_id}/evidence`. Answered once it is committed: what the bank says comes later. */
export function postDisputeEvidence(outside: Outside, underWay: UnderWay): BuyerApiHandler {
  return async (c) => {
    if (!isAnnouncedAsJson(c)) return answerError(c, [{ name: "body_not_announced_as_json" }])
    const reading = readDisputeEvidence(await readJsonBody(c))
    if (!reading.ok) return answerError(c, reading.errors)
    return await answer(outside, c, { underWay, answer: { kind: "evidence", evidence: reading.value } })
  }
}

/** `POST /v1/disputes/{dispute_id}/acceptance`. */
export function postDisputeAcceptance(outside: Outside, underWay: UnderWay): BuyerApiHandler {
  return async (c) => await answer(outside, c, { underWay, answer: { kind: "acceptance" } })
}

async function answer(
  outside: Outside,
  c: Context<BuyerApiEnv>,
  given: { readonly underWay: UnderWay; readonly answer: DisputeAnswer },
): Promise<Response> {
  const key = c.get("key")
  const dispute = await disputeInScope(outside, c, writeScope(key))
  if (dispute === null) return answerError(c, [{ name: await whyNone(outside, c) }])
  const body = (shown: ShownDispute) => disputeBody(shown, viewOf(outside))
  const begun = await answerDispute(outside, {
    disputeId: dispute.id,
    answer: given.answer,
    keyId: key.id,
    idempotency: idempotencyOf(c, (shown) => ({ status: 202, body: JSON.stringify(body(shown)) })),
  })
  if (!begun.ok) return await answerRefusal(outside, c, { name: refusals[begun.problem] })
  given.underWay.add(begun.value.settled)
  return c.json(body(begun.value), 202)
}

/** A key that may read the dispute is told that it is another service's; others are not told that it exists. */
async function whyNone(outside: Outside, c: Context<BuyerApiEnv>): Promise<ApiErrorName> {
  const key = c.get("key")
  const mayRead = key.reach === "buyer" && key.scopes.includes("disputes:read")
  const readable = mayRead && (await disputeInScope(outside, c, readScope(key))) !== null
  return readable ? "other_service" : "dispute_unknown"
}

type AnswerProblem = Extract<Awaited<ReturnType<typeof answerDispute>>, { readonly ok: false }>["problem"]

const refusals = {
  dispute_unknown: "dispute_unknown",
  dispute_decided: "dispute_decided",
  dispute_answered: "dispute_answered",
  dispute_overdue: "dispute_overdue",
  request_repeated: "request_in_progress",
} as const satisfies Readonly<Record<AnswerProblem, ApiErrorName>>

/** `GET /v1/disputes/{dispute_id}`. */
export function getDispute(outside: Outside): BuyerApiHandler {
  return async (c) => {
    const dispute = await disputeInScope(outside, c, readScope(c.get("key")))
    const [shown] = await withAnswers(outside, dispute === null ? [] : [dispute])
    return shown === undefined
      ? answerError(c, [{ name: "dispute_unknown" }])
      : c.json(disputeBody(shown, viewOf(outside)))
  }
}

/** `GET /v1/payments/{payment_id}/disputes`. */
export function getDisputes(outside: Outside): BuyerApiHandler {
  return async (c) => {
    const id = idOf(c, "payment_id")
    if (id === null) return answerError(c, [{ name: "disputed_payment_unknown" }])
    const disputes = await withBuyerScope(outside.db, readScope(c.get("key")), async (reader) => {
      const [payment, found] = await Promise.all([
        findPaymentOfBuyer(reader, id),
        findDisputesOfBuyer(reader, id),
      ])
      return payment && found
    })
    if (disputes === null) return answerError(c, [{ name: "disputed_payment_unknown" }])
    return c.json(paymentDisputesBody(id, await withAnswers(outside, disputes), viewOf(outside)))
  }
}

/** The dispute in the path, inside the scope; null where there is none there. */
async function disputeInScope(
  outside: Outside,
  c: Context<BuyerApiEnv>,
  scope: BuyerScope,
): Promise<Dispute | null> {
  const id = idOf(c, "dispute_id")
  if (id === null) return null
  return await withBuyerScope(outside.db, scope, (reader) => findDisputeOfBuyer(reader, id))
}

/** Disputes that were found inside the key's scope, with the newest answer to each. */
async function withAnswers(outside: Outside, disputes: readonly Dispute[]): Promise<readonly ShownDispute[]> {
  const answers = await findNewestAnswers(
    outside.db,
    disputes.map(({ id }) => id),
  )
  return disputes.map((dispute) => ({ dispute, answer: answers.get(dispute.id) ?? null }))
}

function viewOf(outside: Outside) {
  return { checkoutUrl: outside.addresses.checkout, now: outside.clock.now() }
}
