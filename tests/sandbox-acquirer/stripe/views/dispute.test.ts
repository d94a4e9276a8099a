import { afterAll, beforeAll, expect, it } from "vitest"
import { type StripeSandbox, startStripeSandbox } from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

const disputeOf = async (intent: string) =>
  (await sandbox.stripe.disputes.list({ payment_intent: intent })).data.at(-1)

it.each([
  ["pm_card_createDispute", "fraudulent", "needs_response", "chargeback", 1],
  ["pm_card_createDisputeProductNotReceived", "product_not_received", "needs_response", "chargeback", 1],
  ["pm_card_createDisputeInquiry", "general", "warning_needs_response", "inquiry", 0],
])("%s is disputed as %s", async (method, reason, status, case_type, lines) => {
  const paid = await sandbox.paidIntent(method)
  await sandbox.advance(10_000)
  const dispute = await disputeOf(paid.id)
  expect(dispute).toMatchObject({
    amount: 18_240,
    charge: paid.latest_charge,
    evidence_details: { has_evidence: false, past_due: false, submission_count: 0 },
    payment_intent: paid.id,
    payment_method_details: { card: { case_type } },
    reason,
    status,
  })
  expect(dispute?.id).toMatch(/^dp_/)
  expect(dispute?.balance_transactions).toHaveLength(lines)
})

it("can be found by its charge and its time", async () => {
  const paid = await sandbox.paidIntent()
  await sandbox.control("disputes", { reference: paid.reference })
  const { disputes } = sandbox.stripe
  const found = await disputes.list({ charge: String(paid.latest_charge) })
  expect(found.data).toHaveLength(1)
  expect((await disputes.list({ created: { gt: (found.data[0]?.created ?? 0) + 60 } })).data).toEqual([])
})
