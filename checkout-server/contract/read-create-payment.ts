import * as v from "valibot"
import type { ApiError, ApiErrors } from "#contract/api-error-body.ts"
import type { ApiErrorName } from "#contract/api-errors.ts"
import type { CreatePaymentRequest } from "#contract/create-payment-request.ts"
import { createPaymentRequest } from "#contract/create-payment-request.ts"
import type { Sent } from "#contract/field-errors.ts"
import { fieldError, inOrder, isJsonObject, withoutBlanks } from "#contract/field-errors.ts"
import { why } from "#contract/why.ts"
import { exactPence } from "#domain/money.ts"
import type { NewPayment, PrefilledCardholder } from "#domain/payments/payment.ts"
import type { Mode } from "#domain/services/service.ts"

/** A parsed request, or every refusal of it in the documented order. */
export type CreatePaymentReading =
  | { readonly ok: true; readonly value: NewPayment }
  | { readonly ok: false; readonly errors: ApiErrors }

/**
 * Reads the JSON body of `POST /v1/payments` sent with a key of `mode`. Refusals, by order: not an object; missing,
 * unexpected and ill-formed members; then range, length and choice; then what is not offered (MOTO, recurring).
 */
export function readCreatePayment(body: unknown, mode: Mode): CreatePaymentReading {
  if (!isJsonObject(body)) return { ok: false, errors: [{ name: "body_not_json" }] }
  const sent = asSent(body)
  const parsed = v.safeParse(createPaymentRequest, sent)
  const errors = [
    ...(parsed.issues ?? []).map((issue) => fieldError(issue, names)),
    ...arrayErrors(sent),
    ...ruleErrors(sent, mode),
  ]
  const [first, ...others] = inOrder(errors, Object.keys(createPaymentRequest.entries))
  if (first) return { ok: false, errors: [first, ...others] }
  if (!parsed.success) return { ok: false, errors: [{ name: "body_not_json" }] }
  const notOffered = whatIsNotOffered(parsed.output)
  if (notOffered) return { ok: false, errors: [{ name: notOffered }] }
  return { ok: true, value: newPaymentOf(parsed.output) }
}

const names = { missing: "field_missing", format: "field_format", range: "field_range" } as const

/** Where a text is asked for, a blank one means absent. */
const blankMeansAbsent: readonly string[] = ["amount", "reference", "description", "return_url", "email"]

function asSent(body: Sent): Sent {
  const { prefilled_cardholder_details: prefilled, ...others } = withoutBlanks(body, blankMeansAbsent)
  return prefilled === undefined
    ? others
    : { ...others, prefilled_cardholder_details: withoutNulls(prefilled, 2) }
}

/** Drops null members `levels` deep; metadata keeps its own, to refuse them. */
function withoutNulls(value: unknown, levels: number): unknown {
  if (levels === 0 || !isJsonObject(value)) return value
  const members = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member, levels - 1)]))
}

/** To the schema library an array is an object; to a reader of JSON it is not. */
function arrayErrors(sent: Sent): readonly ApiError[] {
  const prefilled = "prefilled_cardholder_details"
  const paths = [["metadata"], [prefilled], [prefilled, "billing_address"]]
  return paths
    .filter((path) =>
      Array.isArray(path.reduce((at: unknown, name) => (isJsonObject(at) ? at[name] : null), sent)),
    )
    .map((path) => ({ name: "field_format", path, why: why.object }))
}

/** Which members go together. Source: payments API, request fields. */
function ruleErrors(sent: Sent, mode: Mode): readonly ApiError[] {
  const has = (name: string) => Object.hasOwn(sent, name)
  const missing = (...names: string[]) => names.filter((name) => !has(name)).map(named("field_missing"))
  const unexpected = (...names: string[]) => names.filter(has).map(named("field_unexpected"))
  const { authorisation_mode: authorisation = "web", return_url: returnUrl } = sent
  const recurring = authorisation === "agreement" || has("set_up_agreement")
  return [
    ...(recurring ? [] : unexpected("agreement_payment_type")),
    ...(authorisation === "web" ? [...missing("return_url"), ...unexpected("agreement_id")] : []),
    ...(authorisation === "agreement"
      ? [
          ...missing("agreement_id"),
          ...unexpected("return_url", "email", "moto", "prefilled_cardholder_details", "set_up_agreement"),
        ]
      : []),
    ...(authorisation === "moto_api" ? unexpected("agreement_id", "set_up_agreement") : []),
    ...(mode === "live" && isPlainHttp(returnUrl)
      ? [{ name: "return_url_insecure" as const, path: ["return_url"], why: why.httpsOnly }]
      : []),
  ]
}

function named(name: ApiErrorName): (field: string) => ApiError {
  return (field) => ({ name, path: [field] })
}

function isPlainHttp(value: unknown): boolean {
  return typeof value === "string" && /^http:/i.test(value)
}

function whatIsNotOffered(request: CreatePaymentRequest): ApiErrorName | null {
  if (request.authorisation_mode === "moto_api") return "moto_api_not_allowed"
  if (request.moto) return "moto_not_allowed"
  if (request.authorisation_mode === "agreement" || request.set_up_agreement !== undefined) {
    return "recurring_not_allowed"
  }
  return null
}

function newPaymentOf(request: CreatePaymentRequest): NewPayment {
  return {
    amount: exactPence(request.amount),
    reference: request.reference,
    description: request.description,
    language: request.language,
    origin: "api",
    returnUrl: request.return_url ?? "",
    email: request.email ?? null,
    metadata: request.metadata ?? null,
    prefilledCardholder: prefilledOf(request.prefilled_cardholder_details),
    delayedCapture: request.delayed_capture,
    moto: request.moto,
    basketId: null,
  }
}

function prefilledOf(sent: CreatePaymentRequest["prefilled_cardholder_details"]): PrefilledCardholder | null {
  if (!sent) return null
  const { cardholder_name: cardholderName, billing_address: billingAddress } = sent
  return {
    ...(cardholderName === undefined ? {} : { cardholderName }),
    ...(billingAddress === undefined ? {} : { billingAddress }),
  }
}
