import { expect, it } from "vitest"
import { messagePage } from "#sandbox-acquirer/pages/message.ts"

it.each([
  ["not_found", "Page not found", "Heb ddod o hyd"],
  ["form_unreadable", "This form could not be read", "Nid oedd modd darllen"],
] as const)("%s speaks both languages, each marked", async (message, english, welsh) => {
  const page = String(await messagePage(message))
  const [before = "", after = ""] = page.split('<div lang="cy">')
  expect(before).toContain('<html lang="en">')
  expect(before).toContain(`<h1>${english}`)
  expect(after).toContain(welsh)
})
