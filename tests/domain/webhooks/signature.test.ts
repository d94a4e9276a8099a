import { createHmac } from "node:crypto"
import { Webhook } from "standardwebhooks"
import { describe, expect, it } from "vitest"
import { instant } from "#domain/instant.ts"
import { signedContent, signWebhook } from "#domain/webhooks/signature.ts"

const hmac = (secret: Uint8Array, content: string) =>
  createHmac("sha256", secret).update(content).digest("base64")

/** The vector printed in the Standard Webhooks specification 1.0.0. */
const vector = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  message: {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: instant(1_614_265_330_000),
    body: '{"test": 2432232314}',
  },
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}

describe("webhook signature", () => {
  it("covers id, timestamp and body", () => {
    expect(signedContent(vector.message)).toBe('msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}')
  })

  it("equals the published vector", () => {
    expect(signWebhook(vector.message, [vector.secret], hmac)).toEqual({
      "webhook-id": vector.message.id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": vector.signature,
    })
  })

  it("has one signature for each secret", () => {
    const second = `whsec_${Buffer.alloc(32, 7).toString("base64")}`
    const message = { ...vector.message, at: instant(Date.now()), body: '{"name":"Siân"}' }
    const headers = signWebhook(message, [second, vector.secret], hmac)
    expect(headers?.["webhook-signature"]?.split(" ")).toHaveLength(2)
    for (const secret of [second, vector.secret]) {
      expect(new Webhook(secret).verify(message.body, { ...headers })).toEqual({ name: "Siân" })
    }
    const stranger = `whsec_${Buffer.alloc(32, 8).toString("base64")}`
    expect(() => new Webhook(stranger).verify(message.body, { ...headers })).toThrow("No matching signature")
  })

  it("drops the milliseconds of the attempt", () => {
    const at = instant(1_614_265_330_999)
    expect(signWebhook({ ...vector.message, at }, [vector.secret], hmac)?.["webhook-signature"]).toBe(
      vector.signature,
    )
  })

  it.each([
    ["no secret", []],
    ["another prefix", [vector.secret.replace("whsec_", "whpk_")]],
    ["no base64", ["whsec_%%%%"]],
    ["cut base64", [vector.secret.slice(0, -1)]],
    ["23 bytes", [`whsec_${Buffer.alloc(23).toString("base64")}`]],
    ["65 bytes", [`whsec_${Buffer.alloc(65).toString("base64")}`]],
    ["one good and one bad", [vector.secret, "whsec_"]],
  ])("is not made with %s", (_name, secrets) => {
    expect(signWebhook(vector.message, secrets, hmac)).toBeNull()
  })
})
