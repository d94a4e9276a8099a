import type { ApiErrorName } from "#contract/api-errors.ts"
import type { ApiKeyScope } from "#domain/api-keys/api-key.ts"

/** The version of the OpenAPI document, sent as `Civic-Pay-Version`. The path is the major version. */
export const buyerApiVersion = "1.0.0"

/** One operation of `/v1`: routes are built and documented from it. */
export interface BuyerApiRoute {
  readonly method: "GET" | "POST"
  /** As in OpenAPI: `/v1/payments/{payment_id}`. */
  readonly path: string
  readonly summary: string
  readonly description: string
  /** What the key must be allowed; null where no key is asked for. */
  readonly scope: ApiKeyScope | null
  readonly requestBody: "CreatePaymentRequest" | null
  readonly success: BuyerApiSuccess
  /** Its own refusals; those of the key, `fault` and `unavailable` come on top. */
  readonly errors: readonly ApiErrorName[]
  /** What it answers where the fault is ours. */
  readonly fault: ApiErrorName
}

interface BuyerApiSuccess {
  readonly status: 200 | 201 | 204
  readonly description: string
  /** Null: the body is empty, or (OpenAPI itself) has no schema of ours. */
  readonly body: "Payment" | "PaymentEvents" | "object" | null
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
    success: { status: 201, description: "Created; `Location` is its address.", body: "Payment" },
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
    errors: ["cancel_unknown", "cancel_finished", "cancel_busy"],
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
    errors: ["capture_unknown", "capture_not_possible"],
    fault: "capture_fault",
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

/** Every refusal of an operation: its own, those of the key, and our faults. */
export function errorsOf(route: BuyerApiRoute): readonly ApiErrorName[] {
  if (route.scope === null) return []
  return ["key_invalid", "scope_missing", ...route.errors, route.fault, "unavailable"]
}
