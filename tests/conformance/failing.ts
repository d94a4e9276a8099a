import { randomUUID } from "node:crypto"
import { expect, it } from "vitest"
import type { DisputeAnswer } from "#domain/disputes/dispute-answer.ts"
import type { AcquirerCall, Outcome } from "#ports/acquirer.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { type Fault, type FaultyOperation, faults, faultyOperations } from "./conformance-subject.ts"
import { chargeRequest, setUp } from "./kept-card-stages.ts"
import { amount, answer, call, carded, disputed, found, look, prepareRequest, started } from "./stages.ts"

/** What each fault is to us: nothing happened, or nobody knows. */
const meanings: Readonly<Record<Fault, { readonly kind: string; readonly cause: string }>> = {
  "timeout-after": { kind: "unknown", cause: "timeout" },
  "500-after": { kind: "unknown", cause: "server_error" },
  "cut-after": { kind: "unknown", cause: "cut_off" },
  "429": { kind: "not_sent", cause: "rate_limited" },
  "html-502": { kind: "unknown", cause: "server_error" },
  "409-in-flight": { kind: "unknown", cause: "in_flight" },
}

/** As long as a call may hang here: enough for an acquirer that answers. */
const shortMilliseconds = 1_500

/** One call under test, and what there is to see of it at the acquirer once it had its effect. */
interface Attempt {
  /** Our payment id, by which the fault finds the call; null for lists. */
  readonly reference: string | null
  act(call: AcquirerCall): Promise<Outcome<unknown>>
  /** Fails unless there was one effect. */
  checkOneEffect(): Promise<void>
}

export function testFailing(subject: Subject): void {
  const attempts = attemptsOn(subject)
  const cases = faultyOperations.flatMap((operation) =>
    faults.map((fault): [FaultyOperation, Fault] => [operation, fault]),
  )
  it.each(cases)("%s under %s: no decline, and one effect when it is repeated", async (operation, fault) => {
    const { entry } = subject().acquirer.capabilities()
    if (operation === "authorise" && entry === "redirect") return await tryPageTwice(subject, fault)
    const attempt = await attempts[operation]()
    await subject().planFault(operation, fault, attempt.reference ?? undefined)
    const same = call()
    const hangs = fault === "timeout-after"
    const first = await attempt.act(hangs ? { ...same, timeoutMilliseconds: shortMilliseconds } : same)
    expect(first).toMatchObject(meanings[fault])
    const again = await attempt.act(same)
    // Some acquirers keep a 500 as the key's answer: what happened is then for fetch to tell.
    const isKept = fault === "500-after" && again.kind === "unknown"
    expect(again).toMatchObject(isKept ? meanings[fault] : { kind: "ok" })
    await attempt.checkOneEffect()
  })
}

/** Where the acquirer's page asks the bank, the payee meets the fault, and enters the card once more. */
async function tryPageTwice(subject: Subject, fault: Fault): Promise<void> {
  const payment = await started(subject())
  await subject().planFault("authorise", fault, payment.request.paymentId)
  await subject().payee.enterCard(payment, "good")
  const { status } = await look(subject(), payment)
  expect(status).toBe(fault.endsWith("-after") ? "captured" : "open")
  await subject().payee.enterCard(payment, "good")
  await checkPaidOnce(subject, payment.request.paymentId)
}

async function checkPaidOnce(subject: Subject, paymentId: string): Promise<void> {
  const { snapshots } = await found(subject(), paymentId)
  expect(snapshots).toMatchObject([{ status: "captured", captured: amount }])
}

/** An answer to a dispute; what it makes of the dispute tells that it came. */
async function answerOnce(
  subject: Subject,
  given: DisputeAnswer,
  status: DisputeSnapshot["status"],
): Promise<Attempt> {
  const payment = await disputed(subject())
  return {
    reference: payment.request.paymentId,
    act: (over) => answer(subject(), payment, { answer: given, over }),
    checkOneEffect: async () =>
      expect((await look(subject(), payment)).disputes).toMatchObject([{ amount, status }]),
  }
}

function attemptsOn(subject: Subject): Readonly<Record<FaultyOperation, () => Promise<Attempt>>> {
  const nothingToSee = async () => {}
  return {
    prepare: async () => {
      const request = await prepareRequest(subject())
      return {
        reference: request.paymentId,
        act: (one) => subject().acquirer.prepare(one, request),
        checkOneEffect: async () => {
          const { snapshots } = await found(subject(), request.paymentId)
          expect(snapshots).toMatchObject([{ status: "open", captured: 0 }])
        },
      }
    },
    authorise: async () => {
      const { acquirer, payee } = subject()
      const payment = await started(subject())
      const token = (await payee.enterCard(payment, "good")) ?? ""
      const { acquirerPaymentId, request } = payment
      return {
        reference: request.paymentId,
        act: (one) => acquirer.authorise(one, { acquirerPaymentId, token, amount, currency: "GBP" }),
        checkOneEffect: () => checkPaidOnce(subject, request.paymentId),
      }
    },
    capture: async () => {
      const payment = await carded(subject(), "good", { captureMode: "manual" })
      const { acquirerPaymentId, request } = payment
      return {
        reference: request.paymentId,
        act: (one) => subject().acquirer.capture(one, { acquirerPaymentId, amount }),
        checkOneEffect: async () =>
          expect(await look(subject(), payment)).toMatchObject({ status: "captured", captured: amount }),
      }
    },
    void: async () => {
      const payment = await carded(subject(), "good", { captureMode: "manual" })
      const { acquirerPaymentId, request } = payment
      return {
        reference: request.paymentId,
        act: (one) => subject().acquirer.void(one, acquirerPaymentId),
        checkOneEffect: async () =>
          expect(await look(subject(), payment)).toMatchObject({ status: "closed", captured: 0 }),
      }
    },
    refund: async () => {
      const payment = await carded(subject(), "good")
      const { acquirerPaymentId, request } = payment
      const refundId = randomUUID()
      return {
        reference: request.paymentId,
        act: (one) => subject().acquirer.refund(one, { acquirerPaymentId, refundId, amount }),
        checkOneEffect: async () =>
          expect((await look(subject(), payment)).refunds).toMatchObject([{ refundId, amount }]),
      }
    },
    forget: async () => {
      const kept = await setUp(subject(), "good")
      return {
        reference: kept.payment.request.paymentId,
        act: (one) => subject().acquirer.forgetCard(one, kept.savedCard),
        checkOneEffect: async () => {
          const request = await chargeRequest(subject(), kept)
          expect((await subject().acquirer.prepare(call(), request)).kind).toBe("refused")
        },
      }
    },
    fetch: async () => {
      const { acquirerPaymentId, request } = await carded(subject(), "good")
      return {
        reference: request.paymentId,
        act: (one) => subject().acquirer.fetch(one, acquirerPaymentId),
        checkOneEffect: nothingToSee,
      }
    },
    find: async () => {
      const { paymentId } = (await started(subject())).request
      const createdAfter = await subject().now()
      return {
        reference: null,
        act: (one) => subject().acquirer.findByReference(one, { paymentId, createdAfter }),
        checkOneEffect: nothingToSee,
      }
    },
    changes: async () => {
      const since = await subject().now()
      return {
        reference: null,
        act: (one) => subject().acquirer.listChanges(one, { since }),
        checkOneEffect: nothingToSee,
      }
    },
    evidence: () => {
      const evidence = { explanation: "The officer saw the payee pay." }
      return answerOnce(subject, { kind: "evidence", evidence }, "under_review")
    },
    acceptance: () => answerOnce(subject, { kind: "acceptance" }, "lost"),
    settlements: async () => ({
      reference: null,
      act: (one) => subject().acquirer.listSettlements(one, "2026-01-05"),
      checkOneEffect: nothingToSee,
    }),
  }
}
