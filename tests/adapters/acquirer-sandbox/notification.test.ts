import { Webhook } from "standardwebhooks"
import { describe, expect, it } from "vitest"
import { readSandboxNotification } from "#adapters/acquirer-sandbox/notification.ts"
import { instant, later } from "#domain/instant.ts"

const secret = `whsec_${Buffer.alloc(32, 1).toString("base64")}`
const oldSecret = `whsec_${Buffer.alloc(32, 2).toString("base64")}`
const sentAt = instant(Date.parse("2026-11-23T10:00:00Z"))
const pointer = { id: "evt_1", type: "payment.captured", payment_id: "pay_1", reference: "p1" }

function notification(over: { body?: string; signWith?: string; id?: string } = {}) {
  const { body = JSON.stringify(pointer), signWith = secret, id = "evt_1" } = over
  const headers: Record<string, string | undefined> = {
    "webhook-id": id,
    "webhook-timestamp": String(sentAt / 1000),
    "webhook-signature": new Webhook(signWith).sign(id, new Date(sentAt), body),
  }
  return { body: Buffer.from(body), headers, receivedAt: sentAt }
}

const read = (given: ReturnType<typeof notification>, secrets = [secret]) =>
  readSandboxNotification(given, secrets)

describe("readSandboxNotification", () => {
  it("reads a signed pointer", () => {
    expect(read(notification())).toEqual({
      ok: true,
      eventId: "evt_1",
      type: "payment.captured",
      acquirerPaymentId: "pay_1",
    })
  })

  it("takes either secret while one is being replaced", () => {
    expect(read(notification({ signWith: oldSecret }), [secret, oldSecret]).ok).toBe(true)
    expect(read(notification({ signWith: oldSecret }))).toEqual({ ok: false, problem: "forged" })
    expect(read(notification(), [])).toEqual({ ok: false, problem: "forged" })
  })

  it("takes one good signature among several", () => {
    const given = notification()
    given.headers["webhook-signature"] = `v1,AAAA v2,${"x".repeat(44)} ${given.headers["webhook-signature"]}`
    expect(read(given).ok).toBe(true)
  })

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("without %s it is unsigned", (name) => {
    const given = notification()
    expect(read({ ...given, headers: { ...given.headers, [name]: undefined } })).toEqual({
      ok: false,
      problem: "unsigned",
    })
  })

  it("any changed byte, id or time is forged", () => {
    const given = notification()
    expect(
      read({ ...given, body: Buffer.from(JSON.stringify({ ...pointer, payment_id: "pay_2" })) }),
    ).toMatchObject({
      problem: "forged",
    })
    for (const [name, value] of [
      ["webhook-id", "evt_2"],
      ["webhook-timestamp", String(sentAt / 1000 + 1)],
      ["webhook-signature", "v1,"],
      ["webhook-signature", (given.headers["webhook-signature"] ?? "").replace("v1,", "v0,")],
    ] as const) {
      expect(read({ ...given, headers: { ...given.headers, [name]: value } })).toEqual({
        ok: false,
        problem: "forged",
      })
    }
  })

  it.each([
    [300_000, null],
    [301_000, "too_old"],
    [-300_000, null],
    [-301_000, "too_new"],
  ])("received %d ms after: %s", (offset, problem) => {
    const reading = read({ ...notification(), receivedAt: later(sentAt, offset) })
    expect(reading.ok ? null : reading.problem).toBe(problem)
  })

  it.each([
    "",
    "{",
    "[]",
    '{"id":"evt_1"}',
    JSON.stringify({ ...pointer, id: "evt_other" }),
    " ".repeat(20_000),
  ])("a signed body that is no pointer is unreadable", (body) =>
    expect(read(notification({ body }))).toEqual({ ok: false, problem: "unreadable" }),
  )

  it("a time that is no number is unreadable", () => {
    const given = notification()
    expect(read({ ...given, headers: { ...given.headers, "webhook-timestamp": "now" } })).toMatchObject({
      problem: "unreadable",
    })
  })
})
