import { createHmac } from "node:crypto"
import { Webhook } from "standardwebhooks"
import { describe, expect, it } from "vitest"
import { verifyWebhook, type WebhookToVerify } from "#demo-site/backend/verify-webhook.ts"

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
const otherSecret = `whsec_${Buffer.from("another secret of 32 bytes......").toString("base64")}`
const id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
const timestamp = 1614265330
const body = '{"test": 2432232314}'
const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
const atSecond = (second: number) => new Date(second * 1000)

/** The published vector of Standard Webhooks 1.0.0, received in the second it was signed. */
function published(changes: Partial<WebhookToVerify> & { header?: Record<string, unknown> } = {}) {
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signature,
    ...changes.header,
  } as WebhookToVerify["headers"]
  return verifyWebhook({
    headers,
    rawBody: Buffer.from(body),
    secrets: [secret],
    now: atSecond(timestamp),
    toleranceSeconds: 300,
    ...changes,
  })
}

const refused = (problem: string) => ({ ok: false, problem })

describe("verifying a webhook", () => {
  it("accepts the published vector", () => {
    expect(published()).toEqual({ ok: true, event: { test: 2432232314 } })
  })

  it("accepts what the npm library signs", () => {
    const text = JSON.stringify({ type: "payment.captured", data: { reference: "Ŵyn–104" } })
    const header = { "webhook-signature": new Webhook(secret).sign(id, atSecond(timestamp), text) }
    expect(published({ header, rawBody: Buffer.from(text) })).toMatchObject({ ok: true })
  })

  it("accepts any one of several signatures", () => {
    const header = { "webhook-signature": `v1a,AAAA v1,AAAA ${signature}` }
    expect(published({ header })).toMatchObject({ ok: true })
  })

  it("accepts any one of several secrets", () => {
    expect(published({ secrets: [otherSecret, secret] })).toMatchObject({ ok: true })
  })

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("refuses without %s", (name) => {
    expect(published({ header: { [name]: undefined } })).toEqual(refused("missing_header"))
    expect(published({ header: { [name]: "" } })).toEqual(refused("missing_header"))
  })

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("refuses %s sent twice", (name) => {
    expect(published({ header: { [name]: [signature, signature] } })).toEqual(refused("malformed"))
  })

  it.each(["soon", "1614265330.5", "-1614265330", "1e9", " 1614265330", "1614265330000000"])(
    "refuses the timestamp %j",
    (value) => {
      expect(published({ header: { "webhook-timestamp": value } })).toEqual(refused("malformed"))
    },
  )

  it("allows five minutes either way and no second more", () => {
    expect(published({ now: atSecond(timestamp + 300) })).toMatchObject({ ok: true })
    expect(published({ now: atSecond(timestamp - 300) })).toMatchObject({ ok: true })
    expect(published({ now: atSecond(timestamp + 301) })).toEqual(refused("too_old"))
    expect(published({ now: atSecond(timestamp - 301) })).toEqual(refused("too_new"))
  })

  it("refuses a body with one changed space", () => {
    expect(published({ rawBody: Buffer.from('{"test":2432232314}') })).toEqual(refused("no_match"))
  })

  it("refuses another id or another second", () => {
    expect(published({ header: { "webhook-id": "msg_other" } })).toEqual(refused("no_match"))
    expect(published({ header: { "webhook-timestamp": String(timestamp + 1) } })).toEqual(refused("no_match"))
  })

  it("refuses another secret, and no secret", () => {
    expect(published({ secrets: [otherSecret] })).toEqual(refused("no_match"))
    expect(published({ secrets: [] })).toEqual(refused("no_match"))
  })

  it.each([
    ["an unknown version", signature.replace("v1,", "v2,")],
    ["no version", signature.replace("v1,", "")],
    ["half a signature", signature.slice(0, 20)],
    ["an empty signature", "v1,"],
    [
      "a signature and a byte more",
      `v1,${Buffer.concat([Buffer.from(signature.slice(3), "base64"), Buffer.of(0)]).toString("base64")}`,
    ],
  ])("refuses %s", (_, value) => {
    expect(published({ header: { "webhook-signature": value } })).toEqual(refused("no_match"))
  })

  it.each([
    ["text", Buffer.from("hello")],
    ["nothing", Buffer.alloc(0)],
    ["bytes that are not UTF-8", Buffer.of(0x22, 0xff, 0x22)],
  ])("refuses well signed %s as not JSON", (_, rawBody) => {
    const header = { "webhook-signature": signBytes(rawBody) }
    expect(published({ header, rawBody })).toEqual(refused("not_json"))
  })

  it("throws on a secret that cannot be one", () => {
    expect(() => published({ secrets: ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] })).toThrow(
      /whsec_ followed by base64/,
    )
  })
})

function signBytes(rawBody: Buffer): string {
  const key = Buffer.from(secret.slice("whsec_".length), "base64")
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.`).update(rawBody).digest("base64")}`
}
