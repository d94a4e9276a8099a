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

const expire = (id: string) => sandbox.stripe.checkout.sessions.expire(id)

it("an expired session takes no card any more", async () => {
  const session = await sandbox.createSession()
  expect(await expire(session.id)).toMatchObject({ status: "expired", url: null, payment_status: "unpaid" })
  const answer = await sandbox.submitCard(session)
  expect(answer.headers.get("location")).toBe(session.url)
  expect(await sandbox.effects(session.client_reference_id ?? "")).toEqual({})
})

it("cancels the intent of one that somebody had tried to pay", async () => {
  const session = await sandbox.createSession()
  await sandbox.submitCard(session, { card_number: "4000000000000002" })
  await expire(session.id)
  const shown = await sandbox.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] })
  expect(shown.payment_intent).toMatchObject({ status: "canceled", cancellation_reason: "automatic" })
})

it.each(["complete", "expired"])("a session that is %s is left alone", async (status) => {
  const session = await sandbox.createSession()
  if (status === "complete") await sandbox.submitCard(session)
  else await expire(session.id)
  const refused = await refusal(expire(session.id))
  expect(refused).toMatchObject({ statusCode: 400, message: expect.stringContaining(`\`${status}\``) })
})

it("an unknown one is not found", async () => {
  expect(await refusal(expire("cs_test_none"))).toMatchObject({ statusCode: 404, code: "resource_missing" })
})

it("lapses by itself in its time", async () => {
  const session = await sandbox.createSession({ expires_at: Math.floor(Date.now() / 1000) + 1_900 })
  await sandbox.advance(1_901_000)
  expect((await sandbox.stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired")
  await sandbox.receiver.until(({ pointer }) => pointer.type === "checkout.session.expired")
})
