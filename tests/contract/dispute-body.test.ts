import * as v from "valibot"
import { describe, expect, it } from "vitest"
import { dispute, paymentDisputes } from "#contract/dispute.ts"
import { disputeBody, paymentDisputesBody } from "#contract/dispute-body.ts"
import { openDispute } from "#domain/disputes/dispute.ts"
import { later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import type { OperationState } from "#domain/payments/operation.ts"
import { sentOperation } from "#domain/payments/operation.ts"
import { paymentIn } from "./payments-in-every-state.ts"

const payment = paymentIn("captured")
const now = payment.createdAt
const view = { checkoutUrl: "https://pay.example", now }
const { dispute: opened } = openDispute(
  payment,
  {
    acquirerDisputeId: "dp_1",
    amount: exactPence(900),
    reason: "fraudulent",
    status: "needs_response",
    evidenceDueAt: later(now, 1),
    openedAt: now,
  },
  { id: "dispute789abcdefghijklmnop", at: now },
)
const sent = sentOperation(payment, {
  id: "op",
  kind: "answer",
  acquirerPaymentId: "acq_1",
  disputeId: opened.id,
  request: { answer: "evidence", keyId: "key", evidence: { explanation: "Canary" } },
  at: now,
  timeoutMilliseconds: 1,
})
const self = `https://pay.example/v1/disputes/${opened.id}`
const paymentUrl = `https://pay.example/v1/payments/${payment.id}`
const links = {
  self: { href: self, method: "GET" },
  payment: { href: paymentUrl, method: "GET" },
}

describe("disputeBody", () => {
  it("says what can be done while the bank waits", () => {
    const body = disputeBody({ dispute: opened, answer: null }, view)
    expect(body).toEqual({
      dispute_id: opened.id,
      payment_id: payment.id,
      amount: 900,
      status: "needs_response",
      reason: "fraudulent",
      created_date: "2026-11-22T09:30:00.000Z",
      evidence_due_date: "2026-11-22T09:30:00.001Z",
      settlement_summary: {},
      _links: {
        ...links,
        evidence: { href: `${self}/evidence`, method: "POST" },
        acceptance: { href: `${self}/acceptance`, method: "POST" },
      },
      civic_pay: {},
    })
    expect(v.safeParse(dispute, body).issues).toBeUndefined()
  })

  it.each([
    ["under review", { dispute: { ...opened, state: "under_review" as const }, answer: null }, view],
    ["won", { dispute: { ...opened, state: "won" as const }, answer: null }, view],
    ["lost", { dispute: { ...opened, state: "lost" as const }, answer: null }, view],
    ["overdue", { dispute: opened, answer: null }, { ...view, now: later(now, 1) }],
    ["being answered", { dispute: opened, answer: sent }, view],
  ])("links to no answer where it is %s", (_, shown, at) => {
    expect(disputeBody(shown, at)._links).toEqual(links)
  })

  it("leaves out a day that the acquirer does not tell", () => {
    const body = disputeBody({ dispute: { ...opened, evidenceDueAt: null }, answer: null }, view)
    expect(body).not.toHaveProperty("evidence_due_date")
    expect(v.safeParse(dispute, body).issues).toBeUndefined()
  })

  it.each<[OperationState, string]>([
    ["sent", "submitted"],
    ["unknown", "submitted"],
    ["succeeded", "success"],
    ["refused", "error"],
    ["abandoned", "error"],
    ["superseded", "overtaken"],
  ])("tells an answer that is %s as %s, and none of its words", (state, status) => {
    const body = disputeBody({ dispute: opened, answer: { ...sent, state } }, view)
    expect(body.civic_pay).toEqual({
      answer: { kind: "evidence", status, created_date: "2026-11-22T09:30:00.000Z" },
    })
    expect(v.safeParse(dispute, body).issues).toBeUndefined()
    expect(JSON.stringify(body)).not.toContain("Canary")
  })
})

describe("paymentDisputesBody", () => {
  it("lists disputes as they are given", () => {
    const shown = [
      { dispute: opened, answer: null },
      { dispute: { ...opened, state: "won" as const }, answer: null },
    ]
    const body = paymentDisputesBody(payment.id, shown, view)
    expect(body._embedded.disputes.map(({ status }) => status)).toEqual(["needs_response", "won"])
    expect(body._links).toEqual({
      self: { href: `${paymentUrl}/disputes`, method: "GET" },
      payment: { href: paymentUrl, method: "GET" },
    })
    expect(v.safeParse(paymentDisputes, body).issues).toBeUndefined()
  })
})
