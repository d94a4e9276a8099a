import { expect } from "vitest"
import type { Payee } from "./payee.ts"

/** More stops than any page has before its main control. */
const tabsMax = 40

/** Presses Tab until the element has the focus, and sees that the focus shows. */
export async function tabsTo(payee: Payee, selector: string): Promise<void> {
  const target = payee.page.locator(selector)
  for (let press = 0; press < tabsMax; press += 1) {
    await payee.page.keyboard.press("Tab")
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate((element) => element.matches(":focus-visible"))).toBe(true)
      return
    }
  }
  throw new Error(`the focus never came to ${selector}`)
}

/** Each field follows the one before it by one Tab; the first is the card number. */
export async function typesInOrder(payee: Payee, texts: readonly string[]): Promise<void> {
  await tabsTo(payee, "#card-number")
  for (const [index, text] of texts.entries()) {
    if (index > 0) await payee.page.keyboard.press("Tab")
    await payee.page.keyboard.type(text)
  }
}

/** Presses a key that leads to another page. */
export async function pressesKey(payee: Payee, key: string): Promise<void> {
  const next = payee.page.waitForEvent("domcontentloaded")
  await payee.page.keyboard.press(key)
  await next
}
