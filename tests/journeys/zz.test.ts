import { it } from "vitest"
import { startLocalStack } from "./support/local-stack.ts"
import { launchBrowser } from "#tests/support/browser.ts"
it("starts", async () => {
  let t = Date.now()
  const stack = await startLocalStack({})
  console.log("start", Date.now() - t); t = Date.now()
  const browser = await launchBrowser()
  console.log("browser", Date.now() - t); t = Date.now()
  const page = await browser.newPage()
  await page.goto(stack.urls.demo)
  console.log("goto", Date.now() - t, await page.title()); t = Date.now()
  await browser.close()
  await stack.stop()
  console.log("stop", Date.now() - t)
})
