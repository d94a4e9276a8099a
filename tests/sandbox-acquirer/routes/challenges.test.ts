import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  type BuiltSandbox,
  buildTestSandbox,
  challengeReturnUrl,
  type Payment,
} from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

async function challenged(over: object = {}): Promise<Payment> {
  return (await sandbox.pay({ card_number: "4000000000003220" }, over)).reply.body
}

const page = async (payment: Payment) => sandbox.send(new URL(payment.challenge_url ?? "").pathname)

describe("the challenge page", () => {
  it("offers both answers and changes nothing by itself", async () => {
    const payment = await challenged()
    const response = await page(payment)
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(html).toContain('<html lang="en">')
    expect(html).toContain("£182.40")
    expect(html).toContain("ending in 3220")
    expect(html).toMatch(/name="decision" value="approve"/)
    expect(html).toMatch(/name="decision" value="decline"/)
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("challenge")
  })

  it("speaks the payment's language", async () => {
    const html = await (await page(await challenged({ language: "cy" }))).text()
    expect(html).toContain('<html lang="cy">')
    expect(html).toContain("Cymeradwyo")
    expect(html).not.toContain("Approve")
  })

  it("writes a description out as text", async () => {
    const html = await (await page(await challenged({ description: "<script>alert(1)</script>" }))).text()
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;")
  })

  it("answers with one form that leads back", async () => {
    const payment = await challenged()
    const response = await sandbox.decide(payment, "approve")
    const html = await response.text()
    const id = new URL(payment.challenge_url ?? "").pathname.split("/").at(-1)
    expect(html.match(/<form/g)).toHaveLength(1)
    expect(html).toContain(`<form method="post" action="${challengeReturnUrl}"`)
    expect(html).toContain(`<input type="hidden" name="challenge" value="${id}">`)
    expect(html).toContain(">Continue</button>")
    expect(html).toContain('<script src="/continue.js" defer>')
    expect(response.headers.get("content-security-policy")).toContain(
      "form-action 'self' http://127.0.0.1:3000;",
    )
  })

  it("once over only leads back, and does not press the button", async () => {
    const payment = await challenged()
    await sandbox.decide(payment, "decline")
    const html = await (await page(payment)).text()
    expect(html).toContain("This check is over")
    expect(html).toContain(`action="${challengeReturnUrl}"`)
    expect(html).not.toContain("<script")
  })

  it("carries a strict policy on every answer", async () => {
    const payment = await challenged()
    for (const response of [
      await page(payment),
      await sandbox.decide(payment, "maybe"),
      await sandbox.decide(payment, "approve"),
      await sandbox.send("/challenges/chl_none"),
    ]) {
      expect(response.headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'( http:\/\/127\.0\.0\.1:3000)?; base-uri 'none'; frame-ancestors 'none'$/,
      )
      expect(response.headers.get("referrer-policy")).toBe("no-referrer")
      expect(response.headers.get("cache-control")).toBe("no-store")
      expect(response.headers.get("x-content-type-options")).toBe("nosniff")
    }
  })

  it("refuses other words and unknown challenges", async () => {
    const payment = await challenged()
    expect((await sandbox.decide(payment, "maybe")).status).toBe(400)
    expect((await sandbox.decide(payment, "x".repeat(2_000))).status).toBe(413)
    expect((await sandbox.send("/challenges/chl_none")).status).toBe(404)
    expect(
      (await sandbox.decide({ ...payment, challenge_url: "http://x/challenges/chl_none" }, "approve")).status,
    ).toBe(404)
    expect((await sandbox.fetchPayment(payment.id)).status).toBe("challenge")
  })
})
