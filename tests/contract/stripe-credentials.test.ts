import { expect, it } from "vitest"
import {
  openStripeCredentials,
  readStripeCredentials,
  writeStripeCredentials,
} from "#contract/stripe-credentials.ts"

const good = { secretKey: "sk_test_0123456789", webhookSecrets: ["whsec_0123456789"] }

it("credentials are read with the mode that their key names", () => {
  expect(readStripeCredentials(good)).toEqual({ ok: true, credentials: good, mode: "test" })
  const live = { ...good, secretKey: "rk_live_0123456789" }
  expect(readStripeCredentials(live)).toEqual({ ok: true, credentials: live, mode: "live" })
})

it.each<[string, unknown]>([
  ["a publishable key", { ...good, secretKey: "pk_test_0123456789-SECRET" }],
  ["no key", { webhookSecrets: good.webhookSecrets }],
  ["another type", { ...good, secretKey: 5 }],
  ["no webhook secret", { ...good, webhookSecrets: [] }],
  [
    "three webhook secrets",
    { ...good, webhookSecrets: ["whsec_1SECRET12", "whsec_2SECRET12", "whsec_3SECRET12"] },
  ],
  ["a webhook secret of another shape", { ...good, webhookSecrets: ["SECRET"] }],
  ["nothing", null],
])("%s is refused without being repeated", (_name, entered) => {
  const read = readStripeCredentials(entered)
  expect(read.ok).toBe(false)
  expect(JSON.stringify(read)).not.toContain("SECRET")
  expect(read.ok || read.faults.length).toBeGreaterThan(0)
})

it("what is written is read again, and nothing else", () => {
  expect(openStripeCredentials(writeStripeCredentials(good))).toEqual(good)
  expect(openStripeCredentials("{}")).toBeNull()
  expect(openStripeCredentials("no JSON")).toBeNull()
})
