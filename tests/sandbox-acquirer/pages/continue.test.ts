import { expect, it } from "vitest"
import { continuePage } from "#sandbox-acquirer/pages/continue.ts"

it("an address or id cannot break out of its attribute", async () => {
  const page = await continuePage({
    challengeId: '"><script>',
    target: 'http://127.0.0.1/"><script>alert(1)</script>',
    language: "en",
    why: "over",
  })
  expect(String(page)).not.toContain("<script>")
  expect(String(page)).toContain('value="&quot;&gt;&lt;script&gt;"')
})
