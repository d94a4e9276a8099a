import type { Handler } from "hono"
import type { Outside } from "#checkout-server/outside.ts"
import type { ApiError } from "#contract/api-error-body.ts"
import type { ApiErrorName } from "#contract/api-errors.ts"
import { keptPayment } from "#contract/kept-payment.ts"
import type { PaymentBody } from "#contract/payment.ts"
import { paymentBody, paymentEventsBody } from "#contract/payment-body.ts"
import { paymentUrl } from "#contract/payment-links.ts"
import { readCreatePayment } from "#contract/read-create-payment.ts"
import { why } from "#contract/why.ts"
import { findStateChangesOfBuyer } from "#db/queries/payments-of-buyer.ts"
import { withBuyerScope } from "#db/scope.ts"
import { leastAmountOf } from "#domain/acquirers/acquirer-account.ts"
import type { ApiKey } from "#domain/api-keys/api-key.ts"
import { secondMilliseconds } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { capturePayment } from "#operations/payments/capture-payment.ts"
import { createPayment } from "#operations/payments/create-payment.ts"
import { answerError } from "#routes/buyer-api/answer-error.ts"
import type { BuyerApiEnv } from "#routes/buyer-api/environment.ts"
import { idOf, paymentInScope, paymentToChange, readScope } from "#routes/buyer-api/key-scope.ts"
import { answerRefusal, idempotencyOf } from "#routes/buyer-api/repeats.ts"
import { capabilityOf } from "#routes/middleware/capability.ts"
import { isAnnouncedAsJson, readJsonBody } from "#routes/middleware/json-body.ts"
import type { UnderWay } from "#routes/middleware/under-way.ts"

type BuyerApiHandler = Handler<BuyerApiEnv>

/** A refusal of an operation has exactly one code; a new refusal does not compile without one. */
type Codes<O extends (...input: never[]) => Promise<{ readonly ok: boolean }>> = Readonly<
  Record<Extract<Awaited<ReturnType<O>>, { readonly problem: string }>["problem"], ApiErrorName>
>

const createCodes: Codes<typeof createPayment> = {
  service_closed: "service_closed",
  acquirer_missing: "acquirer_not_set_up",
  amount_too_small: "field_range",
  // Twice within one request: what it may do is being changed this very moment.
  key_changed: "key_invalid",
  request_repeated: "request_in_progress",
}

const cancelCodes: Codes<typeof cancelPayment> = {
  payment_unknown: "cancel_unknown",
  payment_finished: "cancel_finished",
  payment_busy: "cancel_busy",
  payment_changed: "cancel_busy",
  request_repeated: "request_in_progress",
}

const captureCodes: Codes<typeof capturePayment> = {
  payment_unknown: "capture_unknown",
  capture_not_possible: "capture_not_possible",
  payment_busy: "capture_not_possible",
  payment_changed: "capture_not_possible",
  request_repeated: "request_in_progress",
}

/** `POST /v1/payments`. */
export function postPayment(outside: Outside): BuyerApiHandler {
  return async (c) => {
    if (!isAnnouncedAsJson(c)) return answerError(c, [{ name: "body_not_announced_as_json" }])
    let key = c.get("key")
    const reading = readCreatePayment(await readJsonBody(c), key.mode)
    if (!reading.ok) return answerError(c, reading.errors)
    const create = () =>
      createPayment(outside, {
        service: serviceOf(key),
        key,
        request: reading.value,
        idempotency: idempotencyOf(c, (born) => ({
          status: 200,
          body: keptPayment(bodyFor(key, born, outside)),
        })),
      })
    let created = await create()
    if (!created.ok && created.problem === "key_changed") {
      const again = await c.get("readKeyAgain")()
      if (!again.ok) return answerError(c, [{ name: again.error }])
      key = again.key
      created = await create()
    }
    if (!created.ok) return await answerRefusal(outside, c, refusalOf(created.problem, key))
    c.header("Location", paymentUrl(outside.addresses.checkout, created.value.id))
    return c.json(bodyFor(key, created.value, outside), 201)
  }
}

/** The acquirer's least amount is told as the field's. */
function refusalOf(problem: keyof typeof createCodes, { acquirer }: ApiKey): ApiError {
  const name = createCodes[problem]
  return problem === "amount_too_small" && acquirer !== null
    ? { name, path: ["amount"], why: why.atLeast(leastAmountOf(acquirer)) }
    : { name }
}

function serviceOf({ serviceId, serviceEnabled, buyerId, mode, acquirer }: ApiKey) {
  return { id: serviceId, enabled: serviceEnabled, buyerId, mode, acquirer }
}

/** `GET /v1/payments/{payment_id}`. */
export function getPayment(outside: Outside): BuyerApiHandler {
  return async (c) => {
    const key = c.get("key")
    const payment = await paymentInScope(outside, readScope(key), idOf(c, "payment_id"))
    if (!payment) return answerError(c, [{ name: "payment_unknown" }])
    return c.json(bodyFor(key, payment, outside))
  }
}

/** `GET /v1/payments/{payment_id}/events`. */
export function getPaymentEvents(outside: Outside): BuyerApiHandler {
  return async (c) => {
    const id = idOf(c, "payment_id")
    const changes =
      id === null
        ? []
        : await withBuyerScope(outside.db, readScope(c.get("key")), (reader) =>
            findStateChangesOfBuyer(reader, id),
          )
    if (id === null || changes.length === 0) return answerError(c, [{ name: "events_unknown" }])
    return c.json(paymentEventsBody(id, changes, { checkoutUrl: outside.addresses.checkout }))
  }
}

/** `POST /v1/payments/{payment_id}/cancel`. The body, if any, is not read. */
export function postPaymentCancel(outside: Outside): BuyerApiHandler {
  return async (c) => {
    const found = await paymentToChange(outside, c, "cancel_unknown")
    if (!found.ok) return answerError(c, [{ name: found.error }])
    const { payment } = found
    const idempotency = idempotencyOf(c, noContent)
    const cancelled = await cancelPayment(outside, { paymentId: payment.id, by: "service", idempotency })
    if (!cancelled.ok) return await answerRefusal(outside, c, { name: cancelCodes[cancelled.problem] })
    return c.body(null, 204)
  }
}

/** A capture is answered after this long, whether or not the acquirer has been heard. */
const capturePatienceMilliseconds = 5 * secondMilliseconds

/** `POST /v1/payments/{payment_id}/capture`. The body, if any, is not read. */
export function postPaymentCapture(outside: Outside, underWay: UnderWay): BuyerApiHandler {
  return async (c) => {
    const found = await paymentToChange(outside, c, "capture_unknown")
    if (!found.ok) return answerError(c, [{ name: found.error }])
    const { payment } = found
    const begun = await capturePayment(outside, payment.id, idempotencyOf(c, noContent))
    if (!begun.ok) return await answerRefusal(outside, c, { name: captureCodes[begun.problem] })
    underWay.add(begun.value.settled)
    const settled = begun.value.settled.catch(() => null)
    await Promise.race([settled, outside.clock.wait(capturePatienceMilliseconds)])
    return c.body(null, 204)
  }
}

const noContent = () => ({ status: 204, body: null })

function bodyFor(key: ApiKey, payment: Payment, outside: Outside): PaymentBody {
  return paymentBody(payment, {
    checkoutUrl: outside.addresses.checkout,
    capability: capabilityOf(outside.secrets, "payment", payment.id),
    personalData: key.scopes.includes("personal_data:read"),
  })
}
