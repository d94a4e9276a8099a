import { afterAll, beforeAll, expect, it } from "vitest"
import {
  refusal,
  type StripeSandbox,
  startStripeSandbox,
} from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

async function disputed(over: object = {}) {
  const paid = await sandbox.paidIntent()
  await sandbox.control("disputes", { reference: paid.reference, ...over })
  const { data } = await sandbox.stripe.disputes.list({ payment_intent: paid.id })
  return { ...(data[0] ?? { id: "none" }), paid }
}

const answer = (id: string, uncategorized_text: string) =>
  sandbox.stripe.disputes.update(id, { evidence: { uncategorized_text } })

it.each([
  ["winning_evidence", "won"],
  ["losing_evidence", "lost"],
  ["It was delivered.", "under_review"],
])("%s: %s", async (text, status) => {
  const { id } = await disputed()
  expect(await answer(id, text)).toMatchObject({
    status,
    evidence: { uncategorized_text: text },
    evidence_details: { has_evidence: true, submission_count: 1 },
  })
  expect(await refusal(answer(id, "Again."))).toMatchObject({ statusCode: 400 })
})

it("keeps evidence without sending it, and sends all of it later", async () => {
  const { id } = await disputed()
  const staged = await sandbox.stripe.disputes.update(id, {
    evidence: { customer_name: "A Payee", uncategorized_text: "winning_evidence" },
    metadata: { case: "7" },
    submit: false,
  })
  expect(staged).toMatchObject({
    status: "needs_response",
    metadata: { case: "7" },
    evidence_details: { has_evidence: true, submission_count: 0 },
  })
  const sent = await sandbox.stripe.disputes.update(id, { evidence: { product_description: "A permit" } })
  expect(sent).toMatchObject({
    status: "won",
    evidence: { customer_name: "A Payee", product_description: "A permit" },
  })
})

it("turns a bank's question into a dispute", async () => {
  const { id } = await disputed({ amount: 0 })
  expect(await sandbox.stripe.disputes.retrieve(id)).toMatchObject({
    amount: 18_240,
    balance_transactions: [],
    is_charge_refundable: true,
    status: "warning_needs_response",
  })
  expect(await answer(id, "escalate_inquiry_evidence")).toMatchObject({
    balance_transactions: [{ amount: -18_240 }],
    status: "needs_response",
  })
})

it("given in, is lost", async () => {
  const { id } = await disputed()
  expect((await sandbox.stripe.disputes.close(id)).status).toBe("lost")
  expect(await refusal(sandbox.stripe.disputes.close(id))).toMatchObject({ statusCode: 400 })
})

it("takes no evidence after its day, when it is lost", async () => {
  const { id } = await disputed()
  await sandbox.advance(7 * 86_400_000)
  expect(await refusal(answer(id, "winning_evidence"))).toMatchObject({ statusCode: 400 })
  expect((await sandbox.stripe.disputes.retrieve(id)).status).toBe("lost")
})

it("refuses a field that no evidence has, and an unknown dispute", async () => {
  const { id } = await disputed()
  const slip = { evidence: { uncategorised_text: "British" } } as object
  expect(await refusal(sandbox.stripe.disputes.update(id, slip))).toMatchObject({
    code: "parameter_unknown",
    param: "evidence[uncategorised_text]",
  })
  expect(await refusal(answer("dp_none", "x"))).toMatchObject({ statusCode: 404 })
})
