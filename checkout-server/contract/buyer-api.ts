import type { ApiErrorName } from "#contract/api-errors.ts"
import type { ApiKeyScope } from "#domain/api-keys/api-key.ts"

/** The version of the OpenAPI document, sent as `Civic-Pay-Version`. The path is the major version. */
export const buyerApiVersion = "1.2.0"

/** One operation of `/v1`: routes are built and documented from it. */
export interface BuyerApiRoute {
  readonly method: "GET" | "POST"
  /** As in OpenAPI: `/v1/payments/{payment_id}`. */
  readonly path: string
  readonly summary: string
  readonly description: string
  /** What the key must be allowed; null where no key is asked for. */
  readonly scope: ApiKeyScope | null
  readonly requestBody: "CreatePaymentRequest" | "CreateRefundRequest" | "DisputeEvidenceRequest" | null
  readonly success: BuyerApiSuccess
  /** Its own refusals; those of the key, of repeats, `fault` and `unavailable` come on top. */
  readonly errors: readonly ApiErrorName[]
  /** What it answers where the fault is ours. */
  readonly fault: ApiErrorName
}

interface BuyerApiSuccess {
  readonly status: 200 | 201 | 202 | 204
  /** What a repeat with the same `Idempotency-Key` is answered with, where that differs. */
  readonly repeatStatus?: 200
  readonly description: string
  /** Null: the body is empty, or (OpenAPI itself) has no schema of ours. */
  readonly body:
    | "Payment"
    | "PaymentEvents"
    | "Refund"
    | "PaymentRefunds"
    | "Dispute"
    | "PaymentDisputes"
    | "object"
    | null
}

/** Every operation of `/v1`, by OpenAPI operation id. */
export const buyerApi = {
  createPayment: {
    method: "POST",
    path: "/v1/payments",
    summary: "Create a payment",
    description: "Then send the payee to `_links.next_url`.",
    scope: "payments:write",
    requestBody: "CreatePaymentRequest",
    success: {
      status: 201,
      repeatStatus: 200,
      description: "Created; `Location` is its address.",
      body: "Payment",
    },
    errors: [
      "body_not_announced_as_json",
      "body_too_large",
      "body_not_json",
      "field_missing",
      "field_unexpected",
      "field_format",
      "field_range",
      "return_url_insecure",
      "moto_api_not_allowed",
      "moto_not_allowed",
      "recurring_not_allowed",
      "acquirer_not_set_up",
      "service_closed",
    ],
    fault: "create_fault",
  },
  getPayment: {
    method: "GET",
    path: "/v1/payments/{payment_id}",
    summary: "Get a payment",
    description: "Sees every change that was committed before.",
    scope: "payments:read",
    requestBody: null,
    success: { status: 200, description: "The payment.", body: "Payment" },
    errors: ["payment_unknown"],
    fault: "payment_fault",
  },
  getPaymentEvents: {
    method: "GET",
    path: "/v1/payments/{payment_id}/events",
    summary: "Get a payment's events",
    description: "One event per change of public state, oldest first.",
    scope: "payments:read",
    requestBody: null,
    success: { status: 200, description: "The events.", body: "PaymentEvents" },
    errors: ["events_unknown"],
    fault: "events_fault",
  },
  cancelPayment: {
    method: "POST",
    path: "/v1/payments/{payment_id}/cancel",
    summary: "Cancel a payment",
    description: "Ends a payment that has taken no money. No request body.",
    scope: "payments:write",
    requestBody: null,
    success: { status: 204, description: "Cancelled.", body: null },
    errors: ["cancel_unknown", "other_service", "cancel_finished", "cancel_busy"],
    fault: "cancel_fault",
  },
  capturePayment: {
    method: "POST",
    path: "/v1/payments/{payment_id}/capture",
    summary: "Capture a payment",
    description:
      "Takes the money of a payment made with `delayed_capture`, within 120 hours. Also 204 where it is being captured or is captured. No request body.",
    scope: "payments:write",
    requestBody: null,
    success: { status: 204, description: "Being captured, or captured.", body: null },
    errors: ["capture_unknown", "other_service", "capture_not_possible"],
    fault: "capture_fault",
  },
  createRefund: {
    method: "POST",
    path: "/v1/payments/{payment_id}/refunds",
    summary: "Refund a payment",
    description:
      "Sends money of a captured payment back, whole or in part. Refunds together never exceed what was captured.",
    scope: "refunds:write",
    requestBody: "CreateRefundRequest",
    success: { status: 202, description: "On its way: ask for it, or wait for a webhook.", body: "Refund" },
    errors: [
      "body_not_announced_as_json",
      "body_too_large",
      "refund_body_not_json",
      "refund_field_missing",
      "refund_field_format",
      "refund_field_range",
      "refund_payment_unknown",
      "other_service",
      "service_closed",
      "refund_disputed",
      "refund_available_differs",
      "refund_not_available",
      "refund_outcome_unknown",
    ],
    fault: "refund_create_fault",
  },
  getRefunds: {
    method: "GET",
    path: "/v1/payments/{payment_id}/refunds",
    summary: "Get a payment's refunds",
    description: "Oldest first, at most 1000.",
    scope: "refunds:read",
    requestBody: null,
    success: { status: 200, description: "The refunds.", body: "PaymentRefunds" },
    errors: ["refunds_unknown"],
    fault: "refunds_fault",
  },
  getRefund: {
    method: "GET",
    path: "/v1/payments/{payment_id}/refunds/{refund_id}",
    summary: "Get a refund",
    description: "Sees every change that was committed before.",
    scope: "refunds:read",
    requestBody: null,
    success: { status: 200, description: "The refund.", body: "Refund" },
    errors: ["refund_unknown"],
    fault: "refund_fault",
  },
  getDisputes: {
    method: "GET",
    path: "/v1/payments/{payment_id}/disputes",
    summary: "Get a payment's disputes",
    description: "Oldest first, at most 1000.",
    scope: "disputes:read",
    requestBody: null,
    success: { status: 200, description: "The disputes.", body: "PaymentDisputes" },
    errors: ["disputed_payment_unknown"],
    fault: "disputes_fault",
  },
  getDispute: {
    method: "GET",
    path: "/v1/disputes/{dispute_id}",
    summary: "Get a dispute",
    description: "Sees every change that was committed before.",
    scope: "disputes:read",
    requestBody: null,
    success: { status: 200, description: "The dispute.", body: "Dispute" },
    errors: ["dispute_unknown"],
    fault: "dispute_fault",
  },
  sendDisputeEvidence: {
    method: "POST",
    path: "/v1/disputes/{dispute_id}/evidence",
    summary: "Send evidence to the bank",
    description:
      "Once, before `evidence_due_date`: all that the bank is to know. The words are forgotten when the acquirer has them.",
    scope: "disputes:write",
    requestBody: "DisputeEvidenceRequest",
    success: { status: 202, description: "On its way: ask for it, or wait for a webhook.", body: "Dispute" },
    errors: [
      "body_not_announced_as_json",
      "body_too_large",
      "evidence_body_not_json",
      "evidence_field_missing",
      "evidence_field_format",
      "evidence_field_range",
      "dispute_unknown",
      "other_service",
      "dispute_decided",
      "dispute_answered",
      "dispute_overdue",
    ],
    fault: "evidence_fault",
  },
  acceptDispute: {
    method: "POST",
    path: "/v1/disputes/{dispute_id}/acceptance",
    summary: "Give a dispute up",
    description: "Instead of evidence, and for good: the dispute is lost. No request body.",
    scope: "disputes:write",
    requestBody: null,
    success: { status: 202, description: "On its way: ask for it, or wait for a webhook.", body: "Dispute" },
    errors: ["dispute_unknown", "other_service", "dispute_decided", "dispute_answered", "dispute_overdue"],
    fault: "acceptance_fault",
  },
  getOpenApi: {
    method: "GET",
    path: "/v1/openapi.json",
    summary: "Get this document",
    description: "OpenAPI 3.1. Needs no key.",
    scope: null,
    requestBody: null,
    success: { status: 200, description: "The document.", body: "object" },
    errors: [],
    fault: "payment_fault",
  },
} as const satisfies Readonly<Record<string, BuyerApiRoute>>

/** True where a repeat of the request can be known by its `Idempotency-Key`. */
export function knowsRepeats({ method, scope }: BuyerApiRoute): boolean {
  return method === "POST" && scope !== null
}

/** Every refusal of an operation: its own, those of the key and of repeats, and our faults. */
export function errorsOf(route: BuyerApiRoute): readonly ApiErrorName[] {
  if (route.scope === null) return []
  const repeats = knowsRepeats(route) ? ofRepeats : []
  return ["key_invalid", "scope_missing", ...repeats, ...route.errors, route.fault, "unavailable"]
}

const ofRepeats = ["header_invalid", "key_used_otherwise", "request_in_progress"] as const
