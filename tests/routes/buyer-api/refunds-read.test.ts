import { describe, expect, it } from "vitest"
import { findNewestObjectId } from "#db/queries/payments.ts"
import { exactPence } from "#domain/money.ts"
import { openCardEntry } from "#operations/payments/open-card-entry.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import { issueKey } from "./council.ts"
import { openDesk } from "./desk.ts"

const desk = openDesk()

async function refund(paymentId: string, body: unknown, key = desk.key) {
  return await desk.call("POST", `/v1/payments/${paymentId}/refunds`, { key, body })
}

describe("GET /v1/payments/{payment_id}/refunds", () => {
  it("lists a payment's refunds, oldest first", async () => {
    const id = await desk.paid()
    const empty = await desk.call("GET", `/v1/payments/${id}/refunds`, { key: desk.key })
    expect(empty.body).toEqual({
      payment_id: id,
      _embedded: { refunds: [] },
      _links: {
        self: { href: `https://pay.example/v1/payments/${id}/refunds`, method: "GET" },
        payment: { href: `https://pay.example/v1/payments/${id}`, method: "GET" },
      },
    })
    const first = await refund(id, { amount: 100 })
    const second = await refund(id, { amount: 200 })
    await desk.underWay.finished()
    const { status, body } = await desk.call("GET", `/v1/payments/${id}/refunds`, { key: desk.key })
    expect(status).toBe(200)
    expect(body._embedded?.refunds).toEqual([
      { ...first.body, status: "success" },
      { ...second.body, status: "success" },
    ])
  })

  it("does not list late money that was sent back", async () => {
    const id = await desk.created()
    const urls = { returnUrl: "https://pay.example/r", challengeReturnUrl: "https://pay.example/c" }
    await openCardEntry(desk.outside, { paymentId: id, language: "en", renew: false, ...urls })
    const object = (await findNewestObjectId(desk.outside.db, id)) ?? ""
    await desk.post(`/v1/payments/${id}/cancel`)
    desk.outside.acquirer.change(object, { status: "captured", captured: exactPence(5750) })
    await syncPayment(desk.outside, { paymentId: id, door: "acquirer" })
    const rows = await desk.outside.db.execute<{ id: string; kind: string }>(
      `select id, kind from refund where payment_id = '${id}'`,
    )
    expect(rows.map(({ kind }) => kind)).toEqual(["reversal"])
    const list = await desk.call("GET", `/v1/payments/${id}/refunds`, { key: desk.key })
    expect(list.body._embedded?.refunds).toEqual([])
    const one = await desk.call("GET", `/v1/payments/${id}/refunds/${rows[0]?.id}`, { key: desk.key })
    expect([one.status, one.body.code]).toEqual([404, "P0700"])
    expect(await desk.summaryOf(id)).toMatchObject({ status: "unavailable", amount_available: 0 })
  })
})

describe("refunds of other owners", () => {
  it("are not known", async () => {
    const id = await desk.paid()
    const refundId = (await refund(id, { amount: 1 })).body.refund_id
    const strangers = [
      await issueKey(desk.outside, { service: "parking" }),
      await issueKey(desk.outside, { service: "other", buyer: "thm", reach: "buyer" }),
      await issueKey(desk.outside, { service: "real", mode: "live", reach: "buyer" }),
    ]
    for (const stranger of strangers) {
      const answers = [
        await refund(id, { amount: 1 }, stranger),
        await desk.call("GET", `/v1/payments/${id}/refunds`, { key: stranger }),
        await desk.call("GET", `/v1/payments/${id}/refunds/${refundId}`, { key: stranger }),
      ]
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
        [404, "P0600"],
        [404, "P0800"],
        [404, "P0700"],
      ])
    }
  })

  it("are read, but not made, by a key of buyer reach", async () => {
    const id = await desk.paid()
    const wide = await issueKey(desk.outside, { reach: "buyer", service: "parking" })
    expect((await refund(id, { amount: 1 }, wide)).body.code).toBe("CP0013")
    const refundId = (await refund(id, { amount: 1 })).body.refund_id
    expect((await desk.call("GET", `/v1/payments/${id}/refunds`, { key: wide })).status).toBe(200)
    expect((await desk.call("GET", `/v1/payments/${id}/refunds/${refundId}`, { key: wide })).status).toBe(200)
  })

  it("nor are ids of another payment or of other shapes", async () => {
    const [one, other] = [await desk.paid(), await desk.paid()]
    const refundId = (await refund(one, { amount: 1 })).body.refund_id
    for (const path of [`${other}/refunds/${refundId}`, `${one}/refunds/x`, `x/refunds/${refundId}`]) {
      expect((await desk.call("GET", `/v1/payments/${path}`, { key: desk.key })).body.code).toBe("P0700")
    }
    expect((await desk.call("GET", "/v1/payments/x/refunds", { key: desk.key })).body.code).toBe("P0800")
    expect((await refund("x", { amount: 1 })).body.code).toBe("P0600")
  })
})
