import { expect, it } from "vitest"
import { CivicPay } from "#widget/civic-pay/civic-pay.ts"
import { WIDGET_VERSION } from "#widget/version.ts"

it("is safe to import without a browser", async () => {
  await expect(import("#widget/index.ts")).resolves.toBeDefined()
  expect(CivicPay.version).toBe(WIDGET_VERSION)
})

it("can be told its checkout by whoever bundles it", () => {
  CivicPay.origin = "https://pay.example"
  expect(CivicPay.origin).toBe("https://pay.example")
})
