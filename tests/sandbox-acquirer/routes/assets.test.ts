import { expect, it } from "vitest"
import { assetRoutes } from "#sandbox-acquirer/routes/assets.ts"

it.each([
  ["/sandbox.css", "text/css; charset=utf-8", ".warning"],
  ["/continue.js", "text/javascript; charset=utf-8", "requestSubmit"],
])("serves %s", async (path, type, part) => {
  const response = await assetRoutes().request(path)
  expect(response.status).toBe(200)
  expect(response.headers.get("content-type")).toBe(type)
  expect(response.headers.get("x-content-type-options")).toBe("nosniff")
  expect(await response.text()).toContain(part)
})
