import { inTransaction } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { recordTransition } from "#db/records/payments.ts"
import type { NewPayment } from "#domain/payments/payment.ts"
import type { RefusalReason } from "#domain/payments/refusal-reason.ts"
import type { PaymentState } from "#domain/payments/state.ts"
import type { PaymentEvent } from "#domain/payments/transition.ts"
import { transition } from "#domain/payments/transition.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { stamp } from "#operations/payments/stamp.ts"
import type { Authorised, Outcome } from "#ports/acquirer.ts"
import type { Council } from "#tests/support/council.ts"
import { aNewPayment, aStartedPayment } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"

const evidence = {}

/** A token as the acquirer makes them. */
export const cardToken = "tok_0123456789abcdef"

/** The bank's page in a scripted challenge. */
export const challengeUrl = "https://acquirer.example/challenges/1"

export const challenge: Outcome<Authorised> = {
  kind: "ok",
  value: { status: "challenge", url: challengeUrl, card: scriptedCard },
  evidence,
}

export function refusal(reason: RefusalReason): Outcome<Authorised> {
  return { kind: "refused", reason, evidence }
}

const timedOut: Outcome<Authorised> = { kind: "unknown", cause: "timeout", evidence }
const mismatched: Outcome<Authorised> = { kind: "unknown", cause: "mismatch", evidence }

function authorised(council: Council): Outcome<Authorised> {
  const expiresAt = council.outside.clock.now()
  const value = { status: "authorised", expiresAt, card: scriptedCard, savedCard: null } as const
  return { kind: "ok", value, evidence }
}

/** Charges a started payment; the acquirer answers `outcome`, or by itself takes the money. */
export async function charge(
  council: Council,
  paymentId: string,
  outcome?: Outcome<Authorised>,
): Promise<void> {
  if (outcome) council.outside.acquirer.script.push(() => outcome)
  const begun = await authorisePayment(council.outside, { paymentId, token: cardToken })
  if (!begun.ok) throw new Error(begun.problem)
  await begun.value.settled
}

/** Records one event on a payment, as the operation of its subject would. */
async function record(council: Council, paymentId: string, event: PaymentEvent): Promise<void> {
  const { outside } = council
  const recorded = await inTransaction(outside.db, async (transaction) => {
    const before = await findPayment(transaction, paymentId)
    if (!before) throw new Error("no such payment")
    const decided = transition(before, event, outside.clock.now())
    return decided.ok
      ? await recordTransition(transaction, decided.value, stamp(outside, "operator"))
      : decided
  })
  if (!recorded.ok) throw new Error(recorded.problem)
}

type Way = (council: Council, facts: Partial<NewPayment>) => Promise<string>

function charged(outcome?: (council: Council) => Outcome<Authorised>, more: Partial<NewPayment> = {}): Way {
  return async (council, facts) => {
    const { id } = await aStartedPayment(council, { ...facts, ...more })
    await charge(council, id, outcome?.(council))
    return id
  }
}

function cancelled(by: "payee" | "service" | "expiry"): Way {
  return async (council, facts) => {
    const { id } = await aNewPayment(council, facts)
    await cancelPayment(council.outside, { paymentId: id, by })
    return id
  }
}

/** How a payment comes into each state. Total: a state without a way does not compile. */
const ways: Readonly<Record<PaymentState, Way>> = {
  created: async (council, facts) => (await aNewPayment(council, facts)).id,
  started: async (council, facts) => (await aStartedPayment(council, facts)).id,
  authorising: async (council, facts) => {
    const { id } = await aStartedPayment(council, facts)
    await record(council, id, { name: "submitted" })
    return id
  },
  challenge_required: charged(() => challenge),
  checking: charged(() => timedOut),
  needs_operator: charged(() => mismatched),
  authorised: charged(authorised),
  capturable: charged(authorised, { delayedCapture: true }),
  capturing: async (council, facts) => {
    const id = await charged(authorised)(council, facts)
    await record(council, id, { name: "capture" })
    return id
  },
  captured: charged(),
  declined: charged(() => refusal("do_not_retry")),
  expired: cancelled("expiry"),
  cancelled_by_payee: cancelled("payee"),
  cancelled_by_service: cancelled("service"),
  failed: async (council, facts) => {
    const id = await charged(() => timedOut)(council, facts)
    await record(council, id, { name: "failed" })
    return id
  },
}

/** A payment in `state`; its id. */
export async function aPaymentIn(
  council: Council,
  state: PaymentState,
  facts: Partial<NewPayment> = {},
): Promise<string> {
  const id = await ways[state](council, facts)
  const payment = await findPayment(council.outside.db, id)
  if (payment?.state !== state) throw new Error(`the payment is ${payment?.state}, not ${state}`)
  return id
}
