import { afterEach, expect, it, vi } from "vitest"
import { launchBrowser, resolveBrowser } from "./browser.ts"

afterEach(() => void vi.unstubAllEnvs())

it("a browser is found, shows a page, and reaches this machine only", { timeout: 120_000 }, async () => {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.setContent("<h1>Pay your council tax</h1>")
    expect(await page.textContent("h1")).toBe("Pay your council tax")
    await expect(page.goto("http://receiver.example/")).rejects.toThrow("ERR_NAME_NOT_RESOLVED")
  } finally {
    await browser.close()
  }
})

it("a named browser that does not start is a failure", async () => {
  vi.stubEnv("CHROME_PATH", "/nowhere/chromium")
  await expect(resolveBrowser()).rejects.toThrow("CHROME_PATH names /nowhere/chromium, which does not start")
})
