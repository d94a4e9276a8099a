import { describe, expect, it } from "vitest"
import { languages } from "#domain/instant.ts"
import { cards } from "./support/cards.ts"
import { expectPaidOnce } from "./support/money.ts"
import type { Payee } from "./support/payee.ts"
import { comesToCard } from "./support/story.ts"
import type { CardTyped } from "./support/till.ts"
import type { World } from "./support/world.ts"

type Wrong = readonly [
  typed: CardTyped,
  errors: readonly (readonly [en: string, cy: string, field: string])[],
]

/** What can be typed wrongly, and what the payee reads of it. */
const wrong: readonly Wrong[] = [
  [
    { number: "", month: "", year: "", name: "", code: "" },
    [
      ["Enter your card number", "Rhowch rif eich cerdyn", "#card-number"],
      ["Enter the expiry date", "Rhowch y dyddiad dod i ben", "#expiry-month"],
      [
        "Enter the name as it appears on the card",
        "Rhowch yr enw fel y mae'n ymddangos ar y cerdyn",
        "#cardholder-name",
      ],
      ["Enter your card security code", "Rhowch god diogelwch eich cerdyn", "#cvc"],
    ],
  ],
  [
    { number: cards.mistyped, code: "12" },
    [
      ["Check your card number", "Gwiriwch rif eich cerdyn", "#card-number"],
      ["Card security code must be 3 or 4 digits", "Rhaid i'r cod diogelwch fod yn 3 neu 4 digid", "#cvc"],
    ],
  ],
  [
    { number: cards.notListed, month: "13" },
    [
      ["Enter a test card number", "Rhowch rif cerdyn prawf", "#card-number"],
      [
        "Expiry date must be a month and year",
        "Rhaid i'r dyddiad dod i ben fod yn fis a blwyddyn",
        "#expiry-month",
      ],
    ],
  ],
  [
    { number: cards.notAccepted, month: "01", year: "20" },
    [
      ["This card type is not accepted", "Nid yw'r math hwn o gerdyn yn cael ei dderbyn", "#card-number"],
      ["Expiry date must be in the future", "Rhaid i'r dyddiad dod i ben fod yn y dyfodol", "#expiry-month"],
    ],
  ],
]

/** The card form is filled in wrongly, then rightly. */
export function cardErrorJourneys(world: World): void {
  describe("wrong card details are listed, and can be put right", () => {
    it.each(languages)("in %s", async (language) => {
      const payee = await world.payee({ language })
      const paymentId = await comesToCard(payee)
      for (const [typed, errors] of wrong) {
        await payee.till.types(typed)
        await payee.presses(payee.words.actions.pay("£142.50"))
        await payee.sees("card_with_errors")
        expect(await payee.errors()).toEqual(errors.map(([en, cy, field]) => [payee.says(en, cy), field]))
        await expectFieldsAreMarked(payee)
      }
      await payee.pays("£142.50", { number: "4242 4242-4242 4242", year: "2034", name: "Siân O'Neill-Huws" })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })

    it("without script", async () => {
      const payee = await world.payee({ javaScript: "off" })
      const paymentId = await comesToCard(payee)
      await payee.till.types({ number: cards.mistyped })
      await payee.presses("Pay £142.50")
      await payee.sees("card_with_errors")
      await payee.reads("We do not keep card details. Enter all of them again.")
      await payee.pays("£142.50", { number: cards.good })
      await payee.sees("complete")
      await expectPaidOnce(world, paymentId, 14_250)
    })
  })
}

/** Each line leads to its input, which is marked wrong, described by the same words, and empty. */
async function expectFieldsAreMarked(payee: Payee): Promise<void> {
  const { page } = payee
  for (const [message, field] of await payee.errors()) {
    await page.getByRole("link", { name: message, exact: true }).click()
    const input = page.locator(field)
    expect(await input.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await input.getAttribute("aria-invalid")).toBe("true")
    const described = ((await input.getAttribute("aria-describedby")) ?? "").split(" ")
    const texts = await Promise.all(described.map((id) => page.locator(`#${id}`).innerText()))
    expect(texts.some((text) => text.endsWith(message))).toBe(true)
    expect(await input.inputValue()).toBe("")
  }
}
