import { Hono } from "hono"
import { describe, expect, it } from "vitest"
import { isAnnouncedAsJson, readJsonBody } from "#routes/middleware/json-body.ts"

const app = new Hono()
  .post("/type", (c) => c.json(isAnnouncedAsJson(c)))
  .post("/body", async (c) => c.json({ read: await readJsonBody(c) }))

async function announced(type: string | null): Promise<unknown> {
  const headers = type === null ? new Headers() : new Headers({ "Content-Type": type })
  return await (await app.request("/type", { method: "POST", headers })).json()
}

async function read(body: string | Uint8Array<ArrayBuffer>): Promise<unknown> {
  return await (await app.request("/body", { method: "POST", body })).json()
}

describe("isAnnouncedAsJson", () => {
  it("takes JSON with or without parameters", async () => {
    for (const type of [
      "application/json",
      "application/json;charset=utf-8",
      "Application/JSON ; charset=utf-8",
    ]) {
      expect(await announced(type)).toBe(true)
    }
  })

  it("takes nothing else", async () => {
    for (const type of [
      null,
      "",
      "text/json",
      "application/jsonp",
      "application/problem+json",
      "x application/json",
    ]) {
      expect(await announced(type)).toBe(false)
    }
  })
})

describe("readJsonBody", () => {
  it("reads UTF-8 with or without a byte order mark", async () => {
    expect(await read('{"a":"ŵ"}')).toEqual({ read: { a: "ŵ" } })
    expect(await read('\ufeff{"a":1}')).toEqual({ read: { a: 1 } })
  })

  it("gives undefined for what is not JSON", async () => {
    for (const body of ["", "{", "undefined", '{"a":1}}']) expect(await read(body)).toEqual({})
  })

  it("gives undefined for what is not UTF-8", async () => {
    expect(await read(new Uint8Array([0x22, 0xe9, 0x22]))).toEqual({})
  })
})
