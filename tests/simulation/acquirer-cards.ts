import type { AgreementStep, AuthoriseRequest } from "#ports/acquirer.ts"
import { accept, type Decided, notPossible, refuse } from "./acquirer-keys.ts"
import type { AcquirerPayment, CardScenario } from "./acquirer-payment.ts"

const savedCardMark = "card_of_"

/** The card that a payment leaves behind, where it sets an agreement up and the bank has said yes. */
export function savedCardOf({ id, request, status }: AcquirerPayment): string | null {
  const isGiven = status === "authorised" || status === "captured"
  return isGiven && request.agreement?.step === "set_up" ? savedCardMark + id : null
}

/** The payment at which a kept card was entered. */
export function paymentOfCard(savedCard: string): string {
  return savedCard.slice(savedCardMark.length)
}

/** The cards that the acquirer knows: entered for one payment, or kept for an agreement. */
export class AcquirerCards {
  readonly #payments: ReadonlyMap<string, AcquirerPayment>
  readonly #tokens = new Map<string, { acquirerPaymentId: string; scenario: CardScenario; used: boolean }>()
  readonly #forgotten = new Set<string>()

  constructor(payments: ReadonlyMap<string, AcquirerPayment>) {
    this.#payments = payments
  }

  /** A card is entered for a payment. */
  enter(token: string, acquirerPaymentId: string, scenario: CardScenario): void {
    this.#tokens.set(token, { acquirerPaymentId, scenario, used: false })
  }

  /** Why a kept card cannot be charged for its agreement; null where it can, or where none is to be. */
  refusalOf(agreement: AgreementStep | undefined): Decided<never> | null {
    if (agreement?.step !== "charge") return null
    const setUp = this.#payments.get(paymentOfCard(agreement.savedCard))
    if (setUp?.request.agreement?.agreementId !== agreement.agreementId) return refuse("configuration")
    return this.#forgotten.has(agreement.savedCard) ? refuse("do_not_retry") : null
  }

  /** Nothing is charged on a kept card any more. */
  forget(savedCard: string): Decided<{ readonly forgotten: true }> {
    this.#forgotten.add(savedCard)
    return accept({ forgotten: true })
  }

  /** The behaviour of the card that is to pay, or why there is none. A token is spent. */
  use(payment: AcquirerPayment, token: AuthoriseRequest["token"]): CardScenario | Decided<never> {
    if (token === null) return this.#useKept(payment)
    const entered = this.#tokens.get(token)
    if (!entered || entered.used || entered.acquirerPaymentId !== payment.id) return notPossible
    entered.used = true
    return entered.scenario
  }

  /** Nobody is there to be asked: a bank that would ask says no. */
  #useKept({ request: { agreement } }: AcquirerPayment): CardScenario | Decided<never> {
    const scenario =
      agreement?.step === "charge" ? this.#payments.get(paymentOfCard(agreement.savedCard))?.scenario : null
    if (!scenario) return notPossible
    const refusal = this.refusalOf(agreement)
    if (refusal !== null) return refusal
    return scenario.first === "challenge"
      ? { ...scenario, first: "answer", bank: { kind: "refuse", reason: "authentication_required" } }
      : scenario
  }
}
