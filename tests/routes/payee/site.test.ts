import { Hono } from "hono"
import { describe, expect, it } from "vitest"
import { formField } from "#routes/payee/site.ts"

/** What a route reads of `name` in a posted body. */
async function read(
  body: NonNullable<RequestInit["body"]>,
  name = "token",
  headers: Record<string, string> = {},
) {
  const app = new Hono().post("/", async (request) => request.json(await formField(request, name)))
  return await (await app.request("/", { method: "POST", body, headers })).json()
}

describe("formField", () => {
  it("is the text of a posted field", async () => {
    expect(await read(new URLSearchParams({ token: " Ffôn £1 " }))).toBe(" Ffôn £1 ")
    const form = new FormData()
    form.set("token", "text")
    expect(await read(form)).toBe("text")
  })

  it("is empty where the field is missing or a file", async () => {
    expect(await read(new URLSearchParams({ other: "text" }))).toBe("")
    const form = new FormData()
    form.set("token", new Blob(["text"]), "token.txt")
    expect(await read(form)).toBe("")
  })

  it("is empty for names of the platform's own", async () => {
    expect(await read(new URLSearchParams({ token: "text" }), "constructor")).toBe("")
    expect(await read(new URLSearchParams({ token: "text" }), "__proto__")).toBe("")
  })

  it("is empty where the body is no form", async () => {
    expect(await read("token=text", "token", { "Content-Type": "text/plain" })).toBe("")
    expect(await read("token", "token", { "Content-Type": "multipart/form-data; boundary=x" })).toBe("")
  })

  it("is the last of a field sent twice", async () => {
    expect(
      await read(
        new URLSearchParams([
          ["token", "one"],
          ["token", "two"],
        ]),
      ),
    ).toBe("two")
  })
})
