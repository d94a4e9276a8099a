import { afterAll, beforeAll, describe, expect, it } from "vitest"
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

describe("one object", () => {
  it.each<[string, (s: StripeSandbox) => Promise<unknown>]>([
    ["checkout session", (s) => s.stripe.checkout.sessions.retrieve("cs_test_none")],
    ["payment_intent", (s) => s.stripe.paymentIntents.retrieve("pi_none")],
    ["charge", (s) => s.stripe.charges.retrieve("ch_none")],
    ["refund", (s) => s.stripe.refunds.retrieve("re_none")],
    ["dispute", (s) => s.stripe.disputes.retrieve("dp_none")],
    ["event", (s) => s.stripe.events.retrieve("evt_none")],
    ["balance_transaction", (s) => s.stripe.balanceTransactions.retrieve("txn_none")],
    ["payout", (s) => s.stripe.payouts.retrieve("po_none")],
  ])("that is no %s is not found", async (kind, call) => {
    expect(await refusal(call(sandbox))).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      message: expect.stringMatching(new RegExp(`^No such ${kind}: '`)),
    })
  })

  it("is not found under the address of another kind", async () => {
    const paid = await sandbox.paidIntent()
    expect(await refusal(sandbox.stripe.charges.retrieve(paid.id))).toMatchObject({ statusCode: 404 })
  })

  it("of the native face is not found", async () => {
    const native = await sandbox.prepare()
    expect(await refusal(sandbox.stripe.paymentIntents.retrieve(native.id))).toMatchObject({
      statusCode: 404,
    })
    const paid = await sandbox.paidIntent()
    expect((await sandbox.api("GET", `/api/payments?reference=${paid.reference}`)).body).toMatchObject({
      payments: [],
    })
  })

  it("takes no parameter but expand", async () => {
    const paid = await sandbox.paidIntent()
    const slip = sandbox.stripe.paymentIntents.retrieve(paid.id, { expnd: ["latest_charge"] } as object)
    expect(await refusal(slip)).toMatchObject({ code: "parameter_unknown", param: "expnd" })
  })
})

describe("a fault", () => {
  it.each([
    ["500-before", "StripeAPIError"],
    ["429", "StripeRateLimitError"],
    ["html-502", "StripeAPIError"],
  ])("%s meets the read of a payment once", async (fault, type) => {
    const paid = await sandbox.paidIntent()
    await sandbox.planFault("fetch", fault, { payment_reference: paid.reference })
    const read = () => sandbox.stripe.paymentIntents.retrieve(paid.id)
    expect(await refusal(read())).toMatchObject({ type })
    expect((await read()).status).toBe("succeeded")
  })

  it.each(["find", "changes", "settlements"])("meets the lists of %s", async (operation) => {
    await sandbox.planFault(operation, "500-before")
    const lists = {
      find: () => sandbox.stripe.checkout.sessions.list(),
      changes: () => sandbox.stripe.events.list(),
      settlements: () => sandbox.stripe.balanceTransactions.list(),
    }
    const list = lists[operation as keyof typeof lists]
    expect(await refusal(list())).toMatchObject({ statusCode: 500 })
    expect((await list()).object).toBe("list")
  })

  it("wrong-amount alters a session that is read", async () => {
    const session = await sandbox.createSession()
    await sandbox.planFault("fetch", "wrong-amount", { payment_reference: session.client_reference_id })
    expect((await sandbox.stripe.checkout.sessions.retrieve(session.id)).amount_total).toBe(18_241)
  })
})
