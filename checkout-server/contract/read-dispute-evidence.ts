import * as v from "valibot"
import type { ApiErrors } from "#contract/api-error-body.ts"
import { disputeEvidenceRequest } from "#contract/dispute-evidence-request.ts"
import { fieldError, inOrder, isJsonObject, withoutBlanks } from "#contract/field-errors.ts"
import type { DisputeEvidence } from "#domain/disputes/dispute-answer.ts"

const members = Object.keys(disputeEvidenceRequest.entries)
const names = {
  missing: "evidence_field_missing",
  format: "evidence_field_format",
  range: "evidence_field_range",
} as const

/** Reads the JSON body of evidence: what the bank is told, or every refusal in the documented order. */
export function readDisputeEvidence(
  body: unknown,
):
  | { readonly ok: true; readonly value: DisputeEvidence }
  | { readonly ok: false; readonly errors: ApiErrors } {
  if (!isJsonObject(body)) return { ok: false, errors: [{ name: "evidence_body_not_json" }] }
  const parsed = v.safeParse(disputeEvidenceRequest, withoutBlanks(body, members))
  const issues = (parsed.issues ?? []).map((issue) => fieldError(issue, names))
  const [first, ...others] = inOrder(issues, members)
  if (first) return { ok: false, errors: [first, ...others] }
  if (!parsed.success) return { ok: false, errors: [{ name: "evidence_body_not_json" }] }
  const {
    explanation,
    product_description: productDescription,
    service_date: serviceDate,
    refund_refusal_explanation: refundRefusal,
    duplicate_charge_explanation: duplicateCharge,
  } = parsed.output
  return {
    ok: true,
    value: {
      explanation,
      ...(productDescription === undefined ? {} : { productDescription }),
      ...(serviceDate === undefined ? {} : { serviceDate }),
      ...(refundRefusal === undefined ? {} : { refundRefusal }),
      ...(duplicateCharge === undefined ? {} : { duplicateCharge }),
    },
  }
}
