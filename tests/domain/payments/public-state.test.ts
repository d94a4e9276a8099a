import { expect, it } from "vitest"
import { publicState, publicStatuses } from "#domain/payments/public-state.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import { paymentStates } from "#domain/payments/state.ts"

/** The published table of the payments API, by hand: `status code`, `.` where it is finished. */
const published: Readonly<Record<PaymentState, string>> = {
  created: "created",
  started: "started",
  authorising: "started",
  challenge_required: "started",
  checking: "submitted",
  authorised: "submitted",
  capturing: "submitted",
  needs_operator: "submitted",
  capturable: "capturable",
  captured: "success.",
  declined: "failed P0010.",
  expired: "failed P0020.",
  cancelled_by_payee: "failed P0030.",
  cancelled_by_service: "cancelled P0040.",
  failed: "error P0050.",
}

it.each(paymentStates)("%s is told as published", (state) => {
  const { status, finished, code, message } = publicState(state)
  expect(`${status}${code === null ? "" : ` ${code}`}${finished ? "." : ""}`).toBe(published[state])
  expect(message === null).toBe(code === null)
})

it("an unknown outcome is never told as ended", () => {
  for (const state of ["authorising", "checking", "needs_operator", "capturing"] as const)
    expect(publicState(state)).toMatchObject({ finished: false, code: null })
})

it("every public status is told of some state", () => {
  expect(new Set(paymentStates.map((state) => publicState(state).status))).toEqual(new Set(publicStatuses))
})
