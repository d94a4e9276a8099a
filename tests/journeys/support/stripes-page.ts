import { expect } from "vitest"
import { cards } from "./cards.ts"
import { pressesKey, tabsTo, typesInOrder } from "./keyboard.ts"
import type { Payee } from "./payee.ts"
import type { CardTyped, Refused, Till } from "./till.ts"
import type { World } from "./world.ts"

/** What Stripe's page calls the fields. */
const labels = {
  number: "Card number",
  month: "Month",
  year: "Year",
  name: "Name on card",
  code: "Security code",
} as const

/** Stripe's own page, to which a page of ours leads. */
export class StripesPage implements Till {
  readonly #payee: Payee

  constructor(payee: Payee) {
    this.#payee = payee
  }

  async opensForm(): Promise<void> {
    await this.#payee.presses(this.#payee.words.provider.continue("Stripe"))
    await this.#payee.sees("stripe_card")
  }

  async types(card: CardTyped): Promise<void> {
    await this.#payee.typesCard(labels, card)
  }

  async sends(amount: string): Promise<void> {
    await this.#payee.presses(`Pay ${amount}`)
  }

  async paysWithDoublePresses(amount: string, card: CardTyped): Promise<void> {
    await this.#payee.pressesTwice(this.#payee.words.provider.continue("Stripe"))
    await this.#payee.sees("stripe_card")
    await this.types(card)
    await this.#payee.pressesTwice(`Pay ${amount}`)
  }

  async paysByKeyboard(number: string): Promise<void> {
    const payee = this.#payee
    await tabsTo(payee, "form[action$='/provider'] button")
    await pressesKey(payee, "Space")
    await payee.sees("stripe_card")
    await typesInOrder(payee, [number, "10", "34", "123", "Mair Llwyd"])
    await tabsTo(payee, "form[action^='/c/pay/'] button")
    await pressesKey(payee, "Enter")
  }

  async isRefused({ stripe }: Refused): Promise<void> {
    await this.#payee.sees("stripe_card")
    const alert = await this.#payee.page.getByRole("alert").innerText()
    expect(alert).toContain("Your payment was not made")
    expect(alert).toContain(stripe)
  }

  async returnsToBank(): Promise<void> {
    const payee = this.#payee
    await payee.presses(payee.words.provider.continue("Stripe"))
    await payee.sees("stripe_challenge")
    await payee.follows("Continue to the test bank")
    await payee.sees("bank_challenge")
  }

  async paysUnheard(world: World, amount: string): Promise<void> {
    const payee = this.#payee
    const call = { operation: "fetch", fault: "500-before", payment_reference: payee.paymentId() }
    await world.stack().planFault(call)
    await payee.pays(amount, { number: cards.good, name: "FAULT authorise notify-never" })
    await payee.sees("provider_unheard")
    await payee.reads(payee.words.checking.doNotPay)
  }

  async looksAgain(): Promise<void> {
    const payee = this.#payee
    await payee.presses(payee.words.provider.continue("Stripe"))
    await payee.sees("stripe_paid")
    await payee.follows("Continue")
  }
}
