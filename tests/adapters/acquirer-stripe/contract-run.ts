import { whoseAccount } from "#adapters/acquirer-stripe/whose-account.ts"
import { hourMilliseconds, later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { utcDay } from "#domain/utc-day.ts"
import type { ConformanceSubject } from "#tests/conformance/conformance-subject.ts"
import {
  chargedLater,
  chargeRequest,
  type KeptCard,
  setUp,
  startedOn,
} from "#tests/conformance/kept-card-stages.ts"
import {
  amount,
  answer,
  call,
  carded,
  disputed,
  found,
  look,
  okValue,
  pay,
  refund,
  started,
} from "#tests/conformance/stages.ts"
import { startStripeSubject } from "#tests/conformance/stripe-subject.ts"
import { stripeSecretKey } from "#tests/sandbox-acquirer/stripe-client.ts"
import { type Exchange, startRecorder } from "./contract-recorder.ts"

const weekMilliseconds = 7 * 24 * hourMilliseconds
const part = exactPence(500)

/** What the adapter said to the sandbox in Stripe's words, and then what that shows to anybody who asks. */
export interface ContractRun {
  readonly adapter: readonly Exchange[]
  readonly shown: readonly Exchange[]
}

/** Makes every call of the port that the adapter can, on payments of every kind, and looks at all of it afterwards. */
export async function runContract(): Promise<ContractRun> {
  const subject = await startStripeSubject()
  const recorder = await startRecorder(subject.acquirer.capabilities().origin)
  try {
    const kept = await everyCall({ ...subject, acquirer: subject.setUp({ apiUrl: recorder.url }) })
    okValue(await whoseAccount({ apiUrl: recorder.url, secretKey: stripeSecretKey }, call()))
    const adapter = [...recorder.exchanges]
    await lookAtAll(recorder.url, kept)
    return { adapter, shown: recorder.exchanges.slice(adapter.length) }
  } finally {
    await recorder.close()
    await subject.close()
  }
}

async function everyCall(subject: ConformanceSubject): Promise<readonly KeptCard[]> {
  const { acquirer } = subject
  const since = await subject.now()
  const abandoned = await started(subject)
  await look(subject, abandoned)
  okValue(await acquirer.void(call(), abandoned.acquirerPaymentId))
  const challenged = await carded(subject, "challenged")
  await look(subject, challenged)
  const declined = await carded(subject, "short_of_funds")
  await look(subject, declined)
  await pay(subject, declined, "good")
  await manually(subject)
  const kept = await onKeptCards(subject)
  await sendBack(subject)
  const decided = await carded(subject, "good")
  await subject.openDispute(decided.request.paymentId, amount)
  const [dispute] = (await look(subject, decided)).disputes
  await subject.decideDispute(dispute?.acquirerDisputeId ?? "none", "won")
  await look(subject, decided)
  await answerDisputes(subject)
  const { snapshots } = await found(subject, decided.request.paymentId)
  const { nextCursor } = okValue(
    await acquirer.listChanges(call(), { since: later(since, hourMilliseconds) }),
  )
  await acquirer.listChanges(call(), { since })
  await acquirer.listChanges(call(), { cursor: nextCursor ?? "none" })
  await subject.advance(weekMilliseconds)
  okValue(await acquirer.listSettlements(call(), utcDay(since)))
  if (snapshots.length !== 1) throw new Error("a payment was not found by its reference")
  return kept
}

/** Capture, the release of an authorisation, and what is refused. */
async function manually(subject: ConformanceSubject): Promise<void> {
  const { acquirer } = subject
  const captured = await carded(subject, "good", { captureMode: "manual" })
  const { acquirerPaymentId } = captured
  okValue(await acquirer.capture(call(), { acquirerPaymentId, amount: part }))
  await acquirer.capture(call(), { acquirerPaymentId, amount })
  const released = await carded(subject, "good", { captureMode: "manual" })
  okValue(await acquirer.void(call(), released.acquirerPaymentId))
  await look(subject, released)
  await acquirer.fetch(call(), `${acquirerPaymentId}0`)
}

/** A card that is kept, charged in every way, forgotten, and kept once more for whoever looks afterwards. */
async function onKeptCards(subject: ConformanceSubject): Promise<readonly KeptCard[]> {
  const { acquirer } = subject
  const kept = await setUp(subject, "good")
  const charged = await chargedLater(subject, kept)
  okValue(await refund(subject, charged, { amount: part }))
  await found(subject, charged.request.paymentId)
  const held = await chargedLater(subject, kept, { captureMode: "manual" })
  okValue(await acquirer.capture(call(), { acquirerPaymentId: held.acquirerPaymentId, amount }))
  const unused = await startedOn(subject, kept)
  okValue(await acquirer.void(call(), unused.acquirerPaymentId))
  const always = await setUp(subject, "challenged")
  await chargedLater(subject, always)
  const request = await chargeRequest(subject, kept)
  okValue(await acquirer.forgetCard(call(), kept.savedCard))
  okValue(await acquirer.forgetCard(call(), kept.savedCard))
  await acquirer.prepare(call(), request)
  return [kept, always]
}

/** Refunds of every kind; an hour later they have ended. */
async function sendBack(subject: ConformanceSubject): Promise<void> {
  const payments = [
    await carded(subject, "good"),
    await carded(subject, "refund_pending"),
    await carded(subject, "refund_fails"),
  ]
  for (const payment of payments) {
    okValue(await refund(subject, payment, { amount: part }))
    await refund(subject, payment, { amount })
    await look(subject, payment)
  }
  await subject.advance(hourMilliseconds)
  for (const payment of payments) await look(subject, payment)
}

/** Evidence with all that it can hold, an acceptance, and what is not taken any more. */
async function answerDisputes(subject: ConformanceSubject): Promise<void> {
  const evidence = {
    explanation: "The officer saw the payee pay.",
    productDescription: "Treth y Cyngor",
    serviceDate: "2026-04-01",
    refundRefusal: "The bill is the payee's own.",
    duplicateCharge: "Two instalments of one bill.",
  }
  const answered = await disputed(subject)
  okValue(await answer(subject, answered, { answer: { kind: "evidence", evidence } }))
  await answer(subject, answered, { answer: { kind: "acceptance" } })
  okValue(await answer(subject, await disputed(subject), { answer: { kind: "acceptance" } }))
}

const lists = [
  "checkout/sessions",
  "payment_intents",
  "charges",
  "refunds",
  "disputes",
  "events",
  "balance_transactions",
  "payouts",
]

/** Every list, and every object in it by its own address; customers, whom no list has, and the last one's card. */
async function lookAtAll(url: string, kept: readonly KeptCard[]): Promise<void> {
  const get = async (path: string) => {
    const response = await fetch(`${url}/v1/${path}`, {
      headers: { authorization: `Bearer ${stripeSecretKey}` },
    })
    return (await response.json()) as { readonly data: readonly { readonly id: string }[] }
  }
  for (const list of lists) {
    const { data } = await get(`${list}?limit=100`)
    for (const { id } of data) await get(`${list}/${id}`)
  }
  const attached = kept.map(({ savedCard }) => savedCard.split(":"))
  for (const [customer = ""] of attached) await get(`customers/${customer}`)
  await get(`payment_methods/${attached.at(-1)?.[1]}`)
  await get("account")
  await get("balance")
}
