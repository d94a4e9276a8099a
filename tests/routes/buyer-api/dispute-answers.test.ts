import { describe, expect, it } from "vitest"
import { issueKey } from "./council.ts"
import { explanation, openDisputeDesk } from "./dispute-desk.ts"

const { desk, disputed, get, list, send, accept } = openDisputeDesk()

describe("an answer", () => {
  it("comes too late from the moment that evidence was due", async () => {
    const { id } = await disputed({ evidenceDueAt: desk.outside.clock.now() })
    for (const late of [await send(id), await accept(id)]) {
      expect([late.status, late.body.code]).toEqual([409, "CP0012"])
    }
    expect(Object.keys((await get(id)).body._links ?? {})).toEqual(["self", "payment"])
  })

  it("is given once under one Idempotency-Key, and answered alike", async () => {
    const { id } = await disputed()
    const path = `/v1/disputes/${id}/evidence`
    const first = await desk.post(path, { explanation }, "evidence-1")
    await desk.underWay.finished()
    const again = await desk.post(path, { explanation }, "evidence-1")
    expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([202, "true"])
    expect(again.body).toEqual(first.body)
    expect((await desk.post(path, { explanation: "other" }, "evidence-1")).body.code).toBe("P0191")
    expect((await desk.post(`/v1/disputes/${id}/acceptance`, undefined, "evidence-1")).body.code).toBe(
      "P0191",
    )
    const given = desk.outside.acquirer.calls.filter(
      (one) => one.operation === "answer_dispute" && one.subject.includes(first.body.payment_id ?? ""),
    )
    expect(given).toHaveLength(1)
  })

  it("leaves none of its words behind", async () => {
    const { id } = await disputed()
    await desk.post(`/v1/disputes/${id}/evidence`, { explanation }, "evidence-2")
    await desk.underWay.finished()
    const tables = await desk.outside.db.execute<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    )
    for (const { name } of tables) {
      const rows = await desk.outside.db.execute(
        `select 1 from "${name}" one where one::text like '%Canary%'`,
      )
      expect([name, rows.length]).toEqual([name, 0])
    }
    expect(JSON.stringify(desk.outside.lines)).not.toContain("Canary")
  })

  it("is kept with the key that gave it", async () => {
    const { id } = await disputed()
    await accept(id)
    await desk.underWay.finished()
    const [row] = await desk.outside.db.execute<{ name: string }>(
      `select api_key.service_id as name from operation join api_key on api_key.id = request ->> 'keyId'
       where dispute_id = '${id}'`,
    )
    expect(row?.name).toBe("garden")
  })
})

describe("a key", () => {
  it("needs the scope of disputes", async () => {
    const { paymentId, id } = await disputed()
    const reader = await issueKey(desk.outside, { scopes: ["disputes:read"] })
    const writer = await issueKey(desk.outside, { scopes: ["disputes:write"] })
    const neither = await issueKey(desk.outside, { scopes: ["payments:read", "refunds:write"] })
    expect((await get(id, reader)).status).toBe(200)
    expect((await list(paymentId, reader)).status).toBe(200)
    for (const key of [writer, neither]) {
      expect((await get(id, key)).status).toBe(403)
      expect((await list(paymentId, key)).status).toBe(403)
    }
    for (const key of [reader, neither]) {
      expect((await send(id, { explanation }, key)).status).toBe(403)
      expect((await accept(id, key)).status).toBe(403)
    }
    expect((await send(id, { explanation }, writer)).status).toBe(202)
  })

  it("of another service, buyer or mode knows no dispute", async () => {
    const { paymentId, id } = await disputed()
    const parking = { service: "parking" } as const
    const strangers = [
      await issueKey(desk.outside, parking),
      await issueKey(desk.outside, { service: "other", buyer: "thm", reach: "buyer" }),
      await issueKey(desk.outside, { service: "real", mode: "live", reach: "buyer" }),
    ]
    for (const key of strangers) {
      for (const answer of [
        await get(id, key),
        await send(id, { explanation }, key),
        await accept(id, key),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([404, "CP0002"])
      }
      expect((await list(paymentId, key)).status).toBe(404)
    }
  })

  it("of buyer reach reads a dispute of another service, and is told why it may not answer it", async () => {
    const { paymentId, id } = await disputed()
    const wide = { service: "parking", reach: "buyer" } as const
    const key = await issueKey(desk.outside, wide)
    expect((await get(id, key)).status).toBe(200)
    expect((await list(paymentId, key)).status).toBe(200)
    const told = [403, "CP0013", expect.stringContaining("may read this but not change it")]
    for (const { status, body } of [await send(id, { explanation }, key), await accept(id, key)]) {
      expect([status, body.code, body.description]).toEqual(told)
    }
    const blind = await issueKey(desk.outside, { ...wide, scopes: ["disputes:write", "payments:read"] })
    for (const { status, body } of [await send(id, { explanation }, blind), await accept(id, blind)]) {
      expect([status, body.code]).toEqual([404, "CP0002"])
    }
    expect((await get(id)).body.civic_pay).toEqual({})
  })

  it("of a closed service may still answer", async () => {
    const key = await issueKey(desk.outside, { service: "parking" })
    const { id } = await disputed({}, key)
    await desk.outside.db.execute("update service set enabled = false where id = 'parking'")
    expect((await accept(id, key)).status).toBe(202)
    await desk.outside.db.execute("update service set enabled = true where id = 'parking'")
  })
})
