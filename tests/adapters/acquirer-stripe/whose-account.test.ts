import { afterEach, describe, expect, it } from "vitest"
import { whoseAccount } from "#adapters/acquirer-stripe/whose-account.ts"
import { startTestSandbox } from "#tests/sandbox-acquirer/sandbox-client.ts"
import { stripeSecretKey } from "#tests/sandbox-acquirer/stripe-client.ts"
import { call, type ScriptedStripe, secretKey, startStripe, stripeError } from "./scripted-stripe.ts"

let stripe: ScriptedStripe | null = null
afterEach(async () => {
  await stripe?.close()
  stripe = null
})

async function whose(answer: Parameters<typeof startStripe>[0]) {
  stripe = await startStripe(answer)
  return await whoseAccount({ apiUrl: stripe.url, secretKey }, call())
}

const account = { id: "acct_1Nv0FGQ9RKHgCVdK", object: "account" }
const lacksRight = (message: string) => () =>
  stripeError(403, {
    type: "invalid_request_error",
    message: `The provided key does not have the ${message}`,
  })

describe("whose account a key is of", () => {
  it("is what Stripe says, asked once and without moving anything", async () => {
    expect(await whose({ "GET /v1/account": () => ({ body: account }) })).toMatchObject({
      kind: "ok",
      value: account.id,
    })
    expect(stripe?.asked()).toEqual(["GET /v1/account"])
  })

  it("is what Stripe's refusal names, where a restricted key may not read its account", async () => {
    const refusal = lacksRight(`required permissions for this endpoint on account '${account.id}'. Having …`)
    expect(await whose(refusal)).toEqual({ kind: "ok", value: account.id, evidence: {} })
  })

  it.each<[string, Parameters<typeof startStripe>[0], object]>([
    [
      "a refusal that names none",
      lacksRight("required permissions."),
      { kind: "not_sent", cause: "credentials" },
    ],
    [
      "a key that is none",
      () => stripeError(401, { message: `on account '${account.id}'` }),
      { kind: "not_sent", cause: "credentials" },
    ],
    ["a fault of Stripe's", () => stripeError(500, {}), { kind: "unknown", cause: "server_error" }],
    ["another object", () => ({ body: { ...account, object: "customer" } }), { kind: "unknown" }],
    ["another id", () => ({ body: { ...account, id: "cus_1" } }), { kind: "unknown" }],
  ])("is not known after %s", async (_name, answer, outcome) => {
    expect(await whose(answer)).toMatchObject(outcome)
  })

  it("is told by the sandbox in Stripe's words, each key's its own", async () => {
    const sandbox = await startTestSandbox()
    const asked = await whoseAccount({ apiUrl: sandbox.url, secretKey: stripeSecretKey }, call())
    const strange = await whoseAccount({ apiUrl: sandbox.url, secretKey: "sk_test_another0one" }, call())
    await sandbox.close()
    expect(asked).toMatchObject({ kind: "ok", value: expect.stringMatching(/^acct_[0-9a-f]{16}$/) })
    expect(strange).toEqual({ kind: "not_sent", cause: "credentials" })
  })
})
