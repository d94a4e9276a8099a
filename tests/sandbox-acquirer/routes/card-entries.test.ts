import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  type BuiltSandbox,
  buildTestSandbox,
  goodNumber,
  returnUrl,
} from "#tests/sandbox-acquirer/sandbox-client.ts"

let sandbox: BuiltSandbox
beforeAll(async () => {
  sandbox = await buildTestSandbox()
})
afterAll(() => sandbox.close())

describe("a card entry", () => {
  it("sends the browser back with a token and the last four", async () => {
    const payment = await sandbox.prepare()
    const response = await sandbox.postCard(payment)
    expect(response.status).toBe(303)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(response.headers.get("referrer-policy")).toBe("no-referrer")
    const location = response.headers.get("location") ?? ""
    expect(location.startsWith(`${returnUrl}&entry=${payment.entry.id}&`)).toBe(true)
    expect(Object.fromEntries(new URL(location).searchParams)).toEqual({
      lang: "en",
      entry: payment.entry.id,
      result: "complete",
      token: expect.stringMatching(/^tok_[a-z2-7]{26}$/),
      last_four: "4242",
    })
  })

  it("names every wrong field and stays usable", async () => {
    const payment = await sandbox.prepare()
    const wrong = { card_number: "4539578763621486", cvc: "1", expiry_year: "20", cardholder_name: "" }
    expect(await sandbox.enterCard(payment, wrong)).toEqual({
      lang: "en",
      entry: payment.entry.id,
      result: "invalid",
      errors: "card_number.not_a_test_card,expiry.past,cvc.length,cardholder_name.empty",
    })
    expect(await sandbox.enterCard(payment, { card_number: "4242424242424241" })).toMatchObject({
      errors: "card_number.luhn",
    })
    expect((await sandbox.enterCard(payment)).result).toBe("complete")
  })

  it("is used up by one good card", async () => {
    const payment = await sandbox.prepare()
    const results = await Promise.all([sandbox.enterCard(payment), sandbox.enterCard(payment)])
    expect(results.map(({ result }) => result).sort()).toEqual(["closed", "complete"])
    expect(await sandbox.enterCard(payment)).toEqual({
      lang: "en",
      entry: payment.entry.id,
      result: "closed",
    })
  })

  it("is closed once expired or voided", async () => {
    const expires_at = new Date(sandbox.now().getTime() + 1_000).toISOString()
    const [expiring, voided] = [await sandbox.prepare({ expires_at }), await sandbox.prepare()]
    sandbox.advance(1_000)
    await sandbox.api("POST", `/api/payments/${voided.id}/voids`, {})
    expect((await sandbox.enterCard(expiring)).result).toBe("closed")
    expect((await sandbox.enterCard(voided)).result).toBe("closed")
  })

  it("ignores an address in the form", async () => {
    const payment = await sandbox.prepare()
    const response = await sandbox.postCard(payment, { return_url: "http://127.0.0.1:6666/" })
    expect(response.headers.get("location")?.startsWith("http://127.0.0.1:3000/")).toBe(true)
  })

  it.each(["", "wrong"])("without its secret it is no form of ours: %j", async (entry_secret) => {
    const payment = await sandbox.prepare()
    const response = await sandbox.postCard(payment, { entry_secret })
    expect(response.status).toBe(403)
    expect(response.headers.get("location")).toBeNull()
    expect((await sandbox.enterCard(payment)).result).toBe("complete")
  })

  it("unknown, too large and other content get a page", async () => {
    const payment = await sandbox.prepare()
    const path = new URL(payment.entry.action).pathname
    const form = new URLSearchParams({ entry_secret: payment.entry.secret, card_number: goodNumber })
    const post = async (to: string, init: RequestInit) =>
      (await sandbox.send(to, { method: "POST", ...init })).status
    expect(await post("/card-entries/ent_none", { body: form })).toBe(404)
    expect(await post(path, { body: new URLSearchParams({ cardholder_name: "x".repeat(4_096) }) })).toBe(413)
    expect(await post(path, { body: "{}", headers: { "content-type": "application/json" } })).toBe(415)
  })

  it("keeps no number, code or name, and logs none", async () => {
    const payment = await sandbox.prepare()
    const secrets = { card_number: "4000056655665556", cvc: "987", cardholder_name: "Zephaniah Canary" }
    await sandbox.postCard(payment, {
      card_number: "4539578763621486",
      cvc: "986",
      cardholder_name: "Canary Two",
    })
    const { token = "" } = await sandbox.enterCard(payment, secrets)
    await sandbox.authorise(payment, token)
    await sandbox.sandbox.runDue()
    const kept = [
      await everyRow(),
      ...sandbox.logged,
      ...sandbox.receiver.received.map(({ body }) => body),
    ].join("\n")
    expect(kept).toContain("5556")
    for (const trace of [
      "4000056655665556",
      "4539578763621486",
      "56655665",
      "57876362",
      '"987"',
      '"986"',
      "Canary",
      token,
      payment.entry.secret,
    ]) {
      expect(withoutStoredAnswers(kept, payment.entry.secret).includes(trace), trace).toBe(false)
    }
  })
})

/** Every row of every table, as JSON. */
async function everyRow(): Promise<string> {
  const tables = await sandbox.sql<{ table_name: string }[]>`
    SELECT table_name FROM information_schema.tables WHERE table_schema = 'sandbox_acquirer'`
  const rows = await Promise.all(
    tables.map(
      (table) => sandbox.sql`SELECT to_jsonb(t)::text AS row FROM ${sandbox.sql(table.table_name)} t`,
    ),
  )
  return rows
    .flat()
    .map(({ row }) => row)
    .join("\n")
}

/** The answer to `prepare` is kept for its replays, and holds the secret of an entry that moves no money. */
function withoutStoredAnswers(kept: string, secret: string): string {
  return kept
    .split("\n")
    .filter((line) => !(line.includes("fingerprint") && line.includes(secret)))
    .join("\n")
}
