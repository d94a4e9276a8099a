import { html } from "hono/html"
import { expect, it } from "vitest"
import { pageAnswer } from "#sandbox-acquirer/routes/page-answer.ts"

it("allows forms to the targets' origins and nowhere else", async () => {
  const policy = async (...formTargets: string[]) => {
    const options = formTargets.length === 0 ? { status: 200 } : { status: 200, formTargets }
    const response = await pageAnswer(html`<p></p>`, options)
    return /form-action ([^;]*);/.exec(response.headers.get("content-security-policy") ?? "")?.[1]
  }
  expect(await policy("https://pay.example/pay/abc/challenge?lang=cy")).toBe("'self' https://pay.example")
  const both = ["https://pay.example/a", "https://council.example/b", "https://pay.example/c", ""]
  expect(await policy(...both)).toBe("'self' https://pay.example https://council.example")
  expect(await policy()).toBe("'self'")
})

it("is a whole document in standards mode", async () => {
  const response = await pageAnswer(html`<html></html>`, { status: 404 })
  expect(response.status).toBe(404)
  expect(await response.text()).toMatch(/^<!doctype html>\n<html>/)
})
