import { sandboxAccount } from "#domain/acquirers/acquirer-account.ts"
import type { AcquirerCapabilities } from "#ports/acquirer.ts"
import { moveDisputes, openDispute, turnRefunds } from "./acquirer-aftermath.ts"
import { AcquirerBooks } from "./acquirer-books.ts"
import type { AcquirerPayment, Announcement, BankAnswer, CardScenario } from "./acquirer-payment.ts"
import type { AcquirerSide, Letter } from "./acquirer-side.ts"
import { genuineHeader, simulatedAcquirer } from "./simulated-acquirer.ts"
import type { SimulatedProcess } from "./simulated-process.ts"
import type { World } from "./world.ts"

/** Of seeds, those whose acquirer has a page of its own. */
const pagesShare = 0.35

const authenticationFailed: BankAnswer = { kind: "refuse", reason: "authentication_failed" }

/** An acquirer in memory, which answers in the words of our port. */
export class SimulatedSide implements AcquirerSide {
  readonly entry: AcquirerCapabilities["entry"]
  readonly account = sandboxAccount
  readonly dueAt = null
  readonly #world: World
  readonly #books: AcquirerBooks

  constructor(world: World) {
    this.#world = world
    this.entry = world.random.chance(pagesShare) ? "redirect" : "direct_post"
    this.#books = new AcquirerBooks(() => world.now, world.ids.text(6), this.entry)
  }

  get payments() {
    return this.#books.payments
  }

  get effects() {
    return this.#books.effects
  }

  get announcements() {
    return this.#books.announcements
  }

  get newestChange(): string | null {
    const { length } = this.#books.changes
    return length === 0 ? null : String(length)
  }

  find(acquirerPaymentId: string): AcquirerPayment | null {
    return this.#books.find(acquirerPaymentId)
  }

  enterCard(acquirerPaymentId: string, scenario: CardScenario): string | null {
    return this.#books.enterCard(acquirerPaymentId, scenario)
  }

  async payOnPage(acquirerPaymentId: string, scenario: CardScenario): Promise<boolean> {
    return this.#books.payOnPage(acquirerPaymentId, scenario) !== null
  }

  async answerBank(acquirerPaymentId: string, knows: boolean): Promise<void> {
    const scenario = this.find(acquirerPaymentId)?.scenario
    this.#books.decide(acquirerPaymentId, (knows ? scenario?.bank : null) ?? authenticationFailed)
  }

  async decidePending({ id, scenario }: AcquirerPayment): Promise<void> {
    this.#books.decide(id, scenario?.bank ?? { kind: "approve" })
  }

  async captureByHand(acquirerPaymentId: string): Promise<void> {
    this.#books.captureByHand(acquirerPaymentId)
  }

  async endByHand(acquirerPaymentId: string): Promise<void> {
    this.#books.endByHand(acquirerPaymentId)
  }

  async turnRefunds(payment: AcquirerPayment): Promise<void> {
    turnRefunds(this.#books, payment)
  }

  async openDispute(payment: AcquirerPayment): Promise<void> {
    openDispute(this.#books, payment, this.#world.now)
  }

  async moveDisputes(payment: AcquirerPayment, to: "under_review" | "won" | "lost"): Promise<void> {
    moveDisputes(this.#books, payment, to)
  }

  async lapse(): Promise<void> {
    this.#books.lapse()
  }

  wayOf(process: SimulatedProcess) {
    return simulatedAcquirer(this.#world, this.#books, process)
  }

  letterOf(
    { eventId, type, acquirerPaymentId }: Announcement,
    { alias, isForged }: { readonly alias: string | null; readonly isForged: boolean },
  ): Letter {
    const told = isForged
      ? { eventId: "ntf_forged", type, acquirerPaymentId }
      : { eventId, type, acquirerPaymentId: alias ?? acquirerPaymentId }
    return {
      body: new TextEncoder().encode(JSON.stringify(told)),
      headers: isForged ? {} : genuineHeader,
    }
  }
}
