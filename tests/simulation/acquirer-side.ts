import type { Instant } from "#domain/instant.ts"
import type { Acquirer, AcquirerCapabilities } from "#ports/acquirer.ts"
import type { AcquirerPayment, Announcement, CardScenario, Effect } from "./acquirer-payment.ts"
import type { SimulatedProcess } from "./simulated-process.ts"

/** A notification as it comes to our door. */
export interface Letter {
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The acquirer of a seed: its books as they stand, what payees, its people and time do there past us, and our
 * processes' ways to it.
 */
export interface AcquirerSide {
  /** The account that our payments are with. */
  readonly account: string
  /** Where cards are entered: on our page, or on the acquirer's own. */
  readonly entry: AcquirerCapabilities["entry"]
  readonly payments: ReadonlyMap<string, AcquirerPayment>
  readonly effects: readonly Effect[]
  /** What it wants to tell of, in order; whoever takes it up removes it. */
  readonly announcements: Announcement[]
  /** A cursor behind the newest change; null before the first. */
  readonly newestChange: string | null
  /** When it does something by itself; null: never, or only when it is looked at. */
  readonly dueAt: Instant | null
  /** The payment as time has left it. */
  find(acquirerPaymentId: string): AcquirerPayment | null
  /** The browser enters a card on our page. Null where none can be entered. */
  enterCard(acquirerPaymentId: string, scenario: CardScenario): string | null
  /** The payee pays on the acquirer's own page. False where nothing can be paid there any more. */
  payOnPage(acquirerPaymentId: string, scenario: CardScenario): Promise<boolean>
  /** The payee answers his bank, who may know the answer. */
  answerBank(acquirerPaymentId: string, knows: boolean): Promise<void>
  /** A bank that took its time decides. */
  decidePending(payment: AcquirerPayment): Promise<void>
  /** Somebody of the buyer's takes reserved money on the acquirer's own pages. */
  captureByHand(acquirerPaymentId: string): Promise<void>
  /** The acquirer's people end what is open or reserved. */
  endByHand(acquirerPaymentId: string): Promise<void>
  /** A pending refund succeeds; one that succeeded may come back. */
  turnRefunds(payment: AcquirerPayment): Promise<void>
  /** The payee's bank takes back what is left. */
  openDispute(payment: AcquirerPayment): Promise<void>
  moveDisputes(payment: AcquirerPayment, to: "under_review" | "won" | "lost"): Promise<void>
  /** Does what time alone brings. */
  lapse(): Promise<void>
  /** The way of one process of ours to it. */
  wayOf(process: SimulatedProcess): Acquirer
  /** `alias`: names the payment by its other id. `isForged`: by somebody else, in its name. */
  letterOf(
    announcement: Announcement,
    how: { readonly alias: string | null; readonly isForged: boolean },
  ): Letter
}
