import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { connect } from "#sandbox-acquirer/store/connect.ts"
import {
  cancelUrl,
  type StripeSandbox,
  startStripeSandbox,
  successUrl,
} from "#tests/sandbox-acquirer/stripe/stripe-sandbox.ts"

let sandbox: StripeSandbox
beforeAll(async () => {
  sandbox = await startStripeSandbox()
})
afterAll(() => sandbox.close())

const page = async (session: { readonly id: string }) => {
  const response = await sandbox.send(`/c/pay/${session.id}`)
  return { response, text: await response.text() }
}
const statusOf = async ({ id }: { readonly id: string }) => {
  const session = await sandbox.stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] })
  return [
    session.status,
    session.payment_status,
    (session.payment_intent as { status?: string } | null)?.status,
  ]
}
const location = (response: Response) => [response.status, response.headers.get("location")]
const success = ({ id }: { readonly id: string }) => successUrl.replace("{CHECKOUT_SESSION_ID}", id)

describe("the page of a session", () => {
  it("says that it is a test, what is to be paid, and where to go back", async () => {
    const { response, text } = await page(await sandbox.createSession())
    expect(response.status).toBe(200)
    expect(text).toContain("It is not real, and no money will be taken.")
    expect(text).toContain("Pay £182.40")
    expect(text).toContain("Council Tax 501234567")
    expect(text).toContain(`href="${cancelUrl}"`)
    expect(text).not.toContain("<script")
  })

  it("lets its form lead to the caller, and to nobody else", async () => {
    const { response } = await page(await sandbox.createSession())
    const policy = response.headers.get("content-security-policy")
    expect(policy).toContain(`form-action 'self' ${new URL(successUrl).origin};`)
    expect(policy).toContain("default-src 'none'")
    expect(response.headers.get("cache-control")).toBe("no-store")
  })

  it("is not there for an unknown session", async () => {
    expect((await page({ id: "cs_test_none" })).response.status).toBe(404)
    expect((await sandbox.submitCard({ id: "cs_test_none" })).status).toBe(404)
    expect((await sandbox.send("/c/pay/cs_test_none/checked", { method: "POST" })).status).toBe(404)
    expect((await sandbox.send("/c/intents/pi_none/checked", { method: "POST" })).status).toBe(404)
  })

  it("reads no form of another kind, nor a large one", async () => {
    const session = await sandbox.createSession()
    const send = (init: RequestInit) => sandbox.send(`/c/pay/${session.id}`, { method: "POST", ...init })
    expect((await send({ body: "{}", headers: { "content-type": "application/json" } })).status).toBe(415)
    expect((await sandbox.submitCard(session, { cardholder_name: "x".repeat(5_000) })).status).toBe(413)
  })
})

describe("a card on the page", () => {
  it("pays, and leads back to the caller", async () => {
    const session = await sandbox.createSession()
    expect(location(await sandbox.submitCard(session))).toEqual([303, success(session)])
    expect(await statusOf(session)).toEqual(["complete", "paid", "succeeded"])
  })

  it("is authorised alone where the caller captures by hand", async () => {
    const session = await sandbox.createSession({ payment_intent_data: { capture_method: "manual" } })
    await sandbox.submitCard(session)
    expect(await statusOf(session)).toEqual(["complete", "unpaid", "requires_capture"])
  })

  it("refused, leaves the page to another one", async () => {
    const session = await sandbox.createSession()
    const refused = await sandbox.submitCard(session, { card_number: "4000000000009995" })
    expect(location(refused)).toEqual([303, session.url])
    expect((await page(session)).text).toContain(
      "Your card has insufficient funds. Your card was not charged.",
    )
    expect(await statusOf(session)).toEqual(["open", "unpaid", "requires_payment_method"])
    expect(location(await sandbox.submitCard(session))).toEqual([303, success(session)])
    expect(await sandbox.effects(session.client_reference_id ?? "")).toEqual({
      charge: { count: 1, amount: 18_240 },
    })
  })

  it("mistyped, is pointed out field by field and goes nowhere", async () => {
    const session = await sandbox.createSession()
    const answer = await sandbox.submitCard(session, {
      card_number: "4242424242424241",
      expiry_month: "13",
      cvc: "",
    })
    expect(answer.status).toBe(422)
    const text = await answer.text()
    for (const words of ["Check the card number", "Expiry month must be", "Enter a security code"]) {
      expect(text).toContain(words)
    }
    expect(text).not.toContain("4242424242424241")
    expect(await statusOf(session)).toEqual(["open", "unpaid", undefined])
  })

  it("sent twice at once, pays once", async () => {
    const session = await sandbox.createSession()
    const answers = await Promise.all([sandbox.submitCard(session), sandbox.submitCard(session)])
    expect(answers.map(location)).toEqual([
      [303, success(session)],
      [303, success(session)],
    ])
    expect((await sandbox.effects(session.client_reference_id ?? "")).charge?.count).toBe(1)
  })

  it("is nowhere kept", async () => {
    const number = "5200828282828210"
    const session = await sandbox.createSession()
    await sandbox.submitCard(session, { card_number: number, cvc: "739" })
    const sql = connect(sandbox.settings.databaseUrl)
    const tables = await sql<{ name: string }[]>`
      SELECT tablename AS name FROM pg_tables WHERE schemaname = 'sandbox_acquirer'`
    for (const { name } of tables) {
      const rows = await sql`SELECT * FROM ${sql(name)}`
      expect(JSON.stringify(rows)).not.toContain(number)
    }
    expect(tables.length).toBeGreaterThan(10)
    await sql.end()
  })
})

describe("a challenge on the page", () => {
  const challenged = async (card_number = "4000000000003220") => {
    const session = await sandbox.createSession()
    const answer = await sandbox.submitCard(session, { card_number })
    return { session, url: answer.headers.get("location") ?? "" }
  }

  it("approved, leads back to the caller", async () => {
    const { session, url } = await challenged()
    expect(url).toContain("/challenges/chl_")
    expect(await statusOf(session)).toEqual(["open", "unpaid", "requires_action"])
    expect(await sandbox.answerChallenge(url, "approve")).toBe(success(session))
    expect(await statusOf(session)).toEqual(["complete", "paid", "succeeded"])
  })

  it("lets the browser follow the form to the caller", async () => {
    const { url } = await challenged()
    const answer = await sandbox.send(new URL(url).pathname, {
      method: "POST",
      body: new URLSearchParams({ decision: "approve" }),
    })
    const policy = answer.headers.get("content-security-policy")
    expect(policy).toContain(`form-action 'self' ${sandbox.url} ${new URL(successUrl).origin};`)
  })

  it("declined, leads back to the page, where another card pays", async () => {
    const { session, url } = await challenged()
    expect(await sandbox.answerChallenge(url, "decline")).toBe(session.url)
    const { text } = await page(session)
    expect(text).toContain("Your bank could not confirm that it was you.")
    expect(text).not.toContain("PaymentMethod")
    expect(location(await sandbox.submitCard(session))).toEqual([303, success(session)])
  })

  it("left, is offered again", async () => {
    const { session, url } = await challenged()
    const { text } = await page(session)
    expect(text).toContain(`href="${url}"`)
    expect(text).not.toContain("<form")
    expect(location(await sandbox.submitCard(session))).toEqual([303, session.url])
  })
})

describe("a session that is over", () => {
  it("paid, says so and leads on", async () => {
    const session = await sandbox.createSession()
    await sandbox.submitCard(session)
    const { text } = await page(session)
    expect(text).toContain("This payment has been made")
    expect(text).toContain(`href="${success(session)}"`)
    expect(location(await sandbox.submitCard(session))).toEqual([303, success(session)])
  })

  it("expired, says so and leads back", async () => {
    const session = await sandbox.createSession()
    await sandbox.stripe.checkout.sessions.expire(session.id)
    const { text } = await page(session)
    expect(text).toContain("This payment page has expired")
    expect(text).toContain(`href="${cancelUrl}"`)
  })
})

describe("a fault that the name on the card asks for", () => {
  it("late-decline: complete and unpaid, and refused soon after", async () => {
    const session = await sandbox.createSession()
    const answer = await sandbox.submitCard(session, { cardholder_name: "FAULT authorise late-decline" })
    expect(location(answer)).toEqual([303, success(session)])
    expect(await statusOf(session)).toEqual(["complete", "unpaid", "processing"])
    await sandbox.advance(5_000)
    expect(await statusOf(session)).toEqual(["complete", "unpaid", "requires_payment_method"])
  })

  it("500-before and 500-after: the payee sees an error, paid or not", async () => {
    for (const [fault, status] of [
      ["500-before", "open"],
      ["500-after", "complete"],
    ]) {
      const session = await sandbox.createSession()
      const answer = await sandbox.submitCard(session, { cardholder_name: `FAULT authorise ${fault}` })
      expect(answer.status).toBe(500)
      expect((await statusOf(session))[0]).toBe(status)
    }
  })

  it("waits for a later call about the payment", async () => {
    const session = await sandbox.createSession()
    await sandbox.submitCard(session, { cardholder_name: "FAULT fetch wrong-amount" })
    const read = () => sandbox.stripe.checkout.sessions.retrieve(session.id)
    expect([(await read()).amount_total, (await read()).amount_total]).toEqual([18_241, 18_240])
  })
})
