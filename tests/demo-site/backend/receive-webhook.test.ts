import { Webhook } from "standardwebhooks"
import { describe, expect, it } from "vitest"
import { buildTestSite, nowhere, testNow, testPaymentId, testSecret } from "#tests/demo-site/site.ts"

const event = { id: "evt_1", type: "payment.captured", data: { payment_id: testPaymentId } }

function post(app: ReturnType<typeof buildTestSite>["app"], body: string, signed = body) {
  return app.request("/webhooks/civic-pay", {
    method: "POST",
    body,
    headers: {
      "webhook-id": "evt_1",
      "webhook-timestamp": String(testNow.getTime() / 1000),
      "webhook-signature": new Webhook(testSecret).sign("evt_1", testNow, signed),
    },
  })
}

describe("receiving a webhook", () => {
  it("answers 204 and shows a good one", async () => {
    const { app } = buildTestSite(nowhere)
    expect((await post(app, JSON.stringify(event))).status).toBe(204)
    const page = await (await app.request("/webhooks")).text()
    expect(page).toContain("Signature verified")
    expect(page).toContain("payment.captured")
    expect(page).toContain(testPaymentId)
  })

  it("counts a repeated one once", async () => {
    const { app, outside } = buildTestSite(nowhere)
    await post(app, JSON.stringify(event))
    expect((await post(app, JSON.stringify(event))).status).toBe(204)
    expect(outside.webhooks.since(0)).toMatchObject([{ webhookId: "evt_1", deliveries: 2 }])
  })

  it("answers 400 to a forged one and keeps nothing of it", async () => {
    const { app, outside } = buildTestSite(nowhere)
    const forged = JSON.stringify({ ...event, type: "<b>forged</b>" })
    const response = await post(app, forged, JSON.stringify(event))
    expect(response.status).toBe(400)
    expect(await response.text()).toBe("no_match\n")
    expect(outside.webhooks.since(0)).toMatchObject([
      { kind: "refused", problem: "no_match", bytes: forged.length },
    ])
    const page = await (await app.request("/cy/webhooks")).text()
    expect(page).toContain("Ni wnaed unrhyw lofnod gyda&#39;n cyfrinach.")
    expect(page).not.toContain("forged")
  })

  it("does not let a forged one touch a known id", async () => {
    const { app, outside } = buildTestSite(nowhere)
    await post(app, JSON.stringify(event))
    await post(app, "{}", "forged")
    expect(outside.webhooks.since(0).find((webhook) => webhook.kind === "accepted")).toMatchObject({
      deliveries: 1,
      type: "payment.captured",
    })
  })

  it("shows markup in a good one as text", async () => {
    const { app } = buildTestSite(nowhere)
    await post(app, JSON.stringify({ type: "<img src=x>" }))
    const page = await (await app.request("/webhooks")).text()
    expect(page).not.toContain("<img src=x>")
    expect(page).toContain("&lt;img src=x&gt;")
  })

  it("refuses more than 64 KB unread", async () => {
    const { app, outside } = buildTestSite(nowhere)
    expect((await post(app, "x".repeat(64 * 1024 + 1))).status).toBe(413)
    expect(outside.webhooks.since(0)).toEqual([])
  })

  it("answers 404 to a GET", async () => {
    expect((await buildTestSite(nowhere).app.request("/webhooks/civic-pay")).status).toBe(404)
  })
})
