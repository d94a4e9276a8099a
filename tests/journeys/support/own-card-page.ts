import { expect } from "vitest"
import { cards } from "./cards.ts"
import { pressesKey, tabsTo, typesInOrder } from "./keyboard.ts"
import type { Payee } from "./payee.ts"
import type { CardTyped, Refused, Till } from "./till.ts"
import type { World } from "./world.ts"

/** The card form on our page. Without script the payee confirms by one more press. */
export class OwnCardPage implements Till {
  readonly #payee: Payee

  constructor(payee: Payee) {
    this.#payee = payee
  }

  /** It is open already. */
  async opensForm(): Promise<void> {}

  async types(card: CardTyped): Promise<void> {
    await this.#payee.typesCard(this.#payee.words.card, card)
  }

  async sends(amount: string): Promise<void> {
    const payee = this.#payee
    const pay = payee.words.actions.pay(amount)
    await payee.presses(pay)
    if (payee.hasScript) return
    await payee.sees("confirm")
    await payee.presses(pay)
  }

  async paysWithDoublePresses(amount: string, card: CardTyped): Promise<void> {
    const payee = this.#payee
    const pay = payee.words.actions.pay(amount)
    await this.types(card)
    await payee.pressesTwice(pay)
    if (payee.hasScript) return
    await payee.sees("confirm")
    await payee.pressesTwice(pay)
  }

  async paysByKeyboard(number: string): Promise<void> {
    await typesInOrder(this.#payee, [number, "10", "34", "Mair Llwyd", "123"])
    await tabsTo(this.#payee, "form[action*='/card-entries/'] button")
    await pressesKey(this.#payee, "Enter")
  }

  async isRefused({ own }: Refused): Promise<void> {
    const payee = this.#payee
    await payee.sees("card_with_errors")
    expect(await payee.errors()).toEqual([[payee.words.declines[own], "#card-number"]])
    await payee.reads(payee.words.closed.noMoney)
  }

  async returnsToBank(): Promise<void> {
    await this.#payee.follows(this.#payee.words.challenge.continue)
    await this.#payee.sees("bank_challenge")
  }

  async paysUnheard(world: World, amount: string): Promise<void> {
    const payee = this.#payee
    // A charge is notified too, and each notification asks once more.
    await world.stack().planFault({
      operation: "fetch",
      fault: "500-before",
      payment_reference: payee.paymentId(),
      times: 2,
    })
    await payee.pays(amount, { number: cards.good, name: "FAULT authorise cut-after" })
    await payee.sees("checking")
    await payee.reads(payee.words.checking.doNotPay)
  }

  async looksAgain(): Promise<void> {
    await this.#payee.follows(this.#payee.words.checking.again)
  }
}
