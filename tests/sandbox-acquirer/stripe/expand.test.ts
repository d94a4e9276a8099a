import { afterAll, beforeAll, expect, it } from "vitest"
import { refuseExpand } from "#sandbox-acquirer/stripe/expand.ts"
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

it.each([
  ["checkout.session", "payment_intent.latest_charge.balance_transaction", false],
  ["checkout.session", "data.payment_intent", true],
  ["refund", "charge.refunds", false],
  ["balance_transaction", "data.source.charge.payment_intent", true],
] as const)("%s may show %s", (kind, path, isList) => {
  expect(refuseExpand(kind, [path], isList)).toBeNull()
})

it.each([
  ["payment_intent", "latest_chrage", false],
  ["payment_intent", "status", false],
  ["payment_intent", "data.latest_charge", false],
  ["payment_intent", "latest_charge", true],
  ["payment_intent", "data", true],
  ["event", "request", false],
  ["charge", "payment_intent.latest_charge.payment_intent.latest_charge.payment_intent", false],
] as const)("%s may not show %s", (kind, path, isList) => {
  expect(refuseExpand(kind, ["payment_intent", path].slice(1), isList)).toMatchObject({
    status: 400,
    body: { error: { param: "expand[0]", message: `This property cannot be expanded (${path}).` } },
  })
})

it("shows whole what a path leads through, in one object and in lists", async () => {
  const session = await sandbox.createSession()
  await sandbox.submitCard(session)
  const paths = ["payment_intent.latest_charge.balance_transaction", "line_items"]
  const whole = { payment_intent: { latest_charge: { balance_transaction: { amount: 18_240 } } } }
  const one = await sandbox.stripe.checkout.sessions.retrieve(session.id, { expand: paths })
  expect(one).toMatchObject(whole)
  const list = await sandbox.stripe.checkout.sessions.list({ expand: paths.map((path) => `data.${path}`) })
  expect(list.data).toMatchObject([whole])
})

it("leaves what is not there", async () => {
  const session = await sandbox.createSession({ expand: ["payment_intent.latest_charge"] })
  expect(session.payment_intent).toBeNull()
})

it("is refused before anything happens", async () => {
  const call = sandbox.paidIntent("pm_card_visa", {
    expand: ["charges"],
    metadata: { payment: "unexpanded" },
  })
  expect(await refusal(call)).toMatchObject({ statusCode: 400, param: "expand[0]" })
  expect(await sandbox.effects("unexpanded")).toEqual({})
})
