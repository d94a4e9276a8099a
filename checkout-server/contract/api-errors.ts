/** One way a request is refused. `{field}`, `{header}` and `{why}` are filled from the request's shape, never from its values. */
export interface ApiErrorKind {
  /** GOV.UK Pay's code (`P…`), or ours (`CP…`) where it has none. */
  readonly code: string
  readonly status: ApiErrorStatus
  /** The same words for every occurrence. */
  readonly title: string
  readonly description: string
}

export type ApiErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 422 | 500 | 503

const support = "Contact support with your error code."
const invalid = "Invalid attribute value: {field}. {why}"
const missing = "Missing mandatory attribute: {field}"
const notJson = "Unable to parse JSON"
const notFound = { status: 404, title: "Not found", description: "Not found" } as const
const ourFault = { status: 500, title: "Our fault", description: "Downstream system error" } as const
const notCancelled = { title: "Not cancelled", description: "Cancellation of payment failed" } as const

/**
 * Every refusal of `/v1`. Codes, statuses and texts: GOV.UK Pay public API 1.0.3, its name and links replaced;
 * one code may have several statuses, so each pair has a name of ours.
 */
export const apiErrors = {
  field_missing: error("P0101", 400, "Missing value", missing),
  field_format: error("P0102", 400, "Invalid value", invalid),
  field_range: error("P0102", 422, "Invalid value", invalid),
  header_invalid: error("P0102", 422, "Invalid header", "Header [{header}] {why}"),
  field_unexpected: error("P0104", 400, "Unexpected value", "Unexpected attribute: {field}"),
  key_used_otherwise: error(
    "P0191",
    409,
    "Key used before",
    "The `Idempotency-Key` you sent in the request header has already been used to create a payment.",
  ),
  moto_api_not_allowed: error(
    "P0195",
    422,
    "Authorisation mode not allowed",
    "Using authorisation_mode of moto_api is not allowed for this account",
  ),
  moto_not_allowed: error(
    "P0196",
    422,
    "MOTO not allowed",
    "MOTO payments are not enabled for this account. Please contact support if you would like to process MOTO payments.",
  ),
  body_not_json: error("P0197", 400, "Unreadable body", notJson),
  create_fault: { code: "P0198", ...ourFault },
  payment_unknown: { code: "P0200", ...notFound },
  payment_fault: { code: "P0298", ...ourFault },
  events_unknown: { code: "P0300", ...notFound },
  events_fault: { code: "P0398", ...ourFault },
  cancel_unknown: { code: "P0500", ...notFound },
  cancel_finished: { code: "P0501", status: 400, ...notCancelled },
  cancel_busy: { code: "P0502", status: 409, ...notCancelled },
  cancel_fault: { code: "P0598", ...ourFault },
  refund_payment_unknown: { code: "P0600", ...notFound },
  refund_field_missing: error("P0601", 400, "Missing value", missing),
  refund_field_format: error("P0602", 400, "Invalid value", invalid),
  refund_field_range: error("P0602", 422, "Invalid value", invalid),
  refund_not_available: error(
    "P0603",
    400,
    "Not refundable",
    "The payment is not available for refund. Payment refund status: {why}",
  ),
  refund_disputed: error("P0603", 400, "Disputed", "The payment is disputed and cannot be refunded"),
  refund_available_differs: error("P0604", 412, "Amount differs", "Refund amount available mismatch."),
  refund_body_not_json: error("P0697", 400, "Unreadable body", notJson),
  refund_create_fault: { code: "P0698", ...ourFault },
  refund_unknown: { code: "P0700", ...notFound },
  refund_fault: { code: "P0798", ...ourFault },
  refunds_unknown: { code: "P0800", ...notFound },
  refunds_fault: { code: "P0898", ...ourFault },
  return_url_insecure: error("P0920", 422, "Invalid value", invalid),
  body_not_announced_as_json: error(
    "P0920",
    400,
    "Request blocked",
    "Request blocked by security rules. Please consult API documentation for more information.",
  ),
  scope_missing: error(
    "P0930",
    403,
    "Access not enabled",
    `Access to this resource is not enabled for this account. ${support}`,
  ),
  acquirer_not_set_up: error(
    "P0940",
    403,
    "Account not configured",
    "Account is not fully configured. Please refer to documentation to setup your account or contact support with your error code.",
  ),
  service_closed: error(
    "P0941",
    403,
    "Service disabled",
    `Civic Pay has disabled payment and refund creation on this account. ${support}`,
  ),
  recurring_not_allowed: error(
    "P0942",
    422,
    "Recurring payments disabled",
    `Recurring card payments are currently disabled for this service. ${support}`,
  ),
  capture_unknown: { code: "P1000", ...notFound },
  capture_not_possible: error("P1003", 409, "Not captured", "Payment cannot be captured"),
  capture_fault: { code: "P1098", ...ourFault },
  unavailable: error("P0999", 503, "Unavailable", "Service temporarily unavailable"),
  key_invalid: error("CP0001", 401, "No valid key", "API key missing or not valid"),
  path_unknown: error("CP0002", 404, "No such path", "No such path"),
  method_unknown: error("CP0003", 405, "No such method", "Method not allowed for this path"),
  request_in_progress: error("CP0004", 409, "In progress", "The same request is in progress: ask again"),
  body_too_large: error("CP0005", 413, "Body too large", "Request body is over 64 KiB"),
  refund_outcome_unknown: error(
    "CP0006",
    500,
    "Outcome unknown",
    "It is unknown whether the refund was made: get the payment's refunds before asking again, and send an `Idempotency-Key`",
  ),
  dispute_unknown: error("CP0002", 404, "No such dispute", "No such dispute"),
  disputed_payment_unknown: error("CP0002", 404, "No such payment", "No such payment"),
  evidence_field_missing: error("CP0007", 400, "Missing value", missing),
  evidence_field_format: error("CP0008", 400, "Invalid value", invalid),
  evidence_field_range: error("CP0008", 422, "Invalid value", invalid),
  evidence_body_not_json: error("CP0009", 400, "Unreadable body", notJson),
  dispute_decided: error("CP0010", 409, "Decided", "The bank has decided the dispute"),
  dispute_answered: error("CP0011", 409, "Answered", "The dispute has been answered, or is being answered"),
  dispute_overdue: error("CP0012", 409, "Too late", "The time to answer the dispute is over"),
  disputes_fault: { code: "CP0095", ...ourFault },
  dispute_fault: { code: "CP0096", ...ourFault },
  evidence_fault: { code: "CP0097", ...ourFault },
  acceptance_fault: { code: "CP0098", ...ourFault },
  other_service: error(
    "CP0013",
    403,
    "Other service",
    "This key may read this but not change it, because the payment belongs to another service. Use a key of that service.",
  ),
} as const satisfies Readonly<Record<string, ApiErrorKind>>

export type ApiErrorName = keyof typeof apiErrors

function error<const Code extends string, const Status extends ApiErrorStatus>(
  code: Code,
  status: Status,
  title: string,
  description: string,
) {
  return { code, status, title, description }
}
