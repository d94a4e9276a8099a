import * as v from "valibot"
import type { ApiErrors } from "#contract/api-error-body.ts"
import { createRefundRequest } from "#contract/create-refund-request.ts"
import { fieldError, inOrder, isJsonObject, withoutBlanks } from "#contract/field-errors.ts"
import type { Pence } from "#domain/money.ts"
import { exactPence } from "#domain/money.ts"

/** What a buyer asks to send back. */
export interface NewRefund {
  readonly amount: Pence
  /** What the buyer believes is left to refund; null where it does not say. */
  readonly expectedAvailable: Pence | null
}

const members = Object.keys(createRefundRequest.entries)
const names = {
  missing: "refund_field_missing",
  format: "refund_field_format",
  range: "refund_field_range",
} as const

/** Reads the JSON body of a request for a refund: what it asks for, or every refusal in the documented order. */
export function readCreateRefund(
  body: unknown,
): { readonly ok: true; readonly value: NewRefund } | { readonly ok: false; readonly errors: ApiErrors } {
  if (!isJsonObject(body)) return { ok: false, errors: [{ name: "refund_body_not_json" }] }
  const parsed = v.safeParse(createRefundRequest, withoutBlanks(body, members))
  const issues = (parsed.issues ?? []).map((issue) => fieldError(issue, names))
  const [first, ...others] = inOrder(issues, members)
  if (first) return { ok: false, errors: [first, ...others] }
  if (!parsed.success) return { ok: false, errors: [{ name: "refund_body_not_json" }] }
  const { amount, refund_amount_available: available } = parsed.output
  return {
    ok: true,
    value: {
      amount: exactPence(amount),
      expectedAvailable: available === undefined ? null : exactPence(available),
    },
  }
}
