import { beforeEach, expect } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { AcquirerSnapshot } from "#ports/acquirer.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"
import type { Till } from "#tests/support/till.ts"

type Told = { readonly acquirerPaymentId: string; readonly reference: string }

let counted = 0

/** What the acquirer of a till lists as having happened; empty and unread before each test. */
export function changeList(till: Till) {
  const outside = () => till.council.outside
  beforeEach(async () => {
    outside().acquirer.changes = { changes: [], nextCursor: null, complete: true }
    await till.sql`delete from acquirer_cursor`
  })
  return {
    /** Something happened to these; answers the list's next cursor. */
    tell: (...pointers: readonly Told[]): string => {
      const at = outside().clock.now()
      const nextCursor = `chg_${++counted}`
      const changes = pointers.map((pointer) => ({ ...pointer, at }))
      outside().acquirer.changes = { changes, nextCursor, complete: true }
      return nextCursor
    },
    /** Where the lists asked for began, oldest first. */
    asked: (): readonly string[] =>
      outside()
        .acquirer.calls.filter(({ operation }) => operation === "list_changes")
        .map(({ subject }) => subject),
    /** A charge at the acquirer whose every trace is lost here. */
    lostCharge: (reference: string, facts: Partial<AcquirerSnapshot> = {}): Told => {
      const acquirerPaymentId = `acq_lost_${++counted}`
      outside().acquirer.payments.set(acquirerPaymentId, {
        acquirerPaymentId,
        reference,
        status: "captured",
        amount: exactPence(14_250),
        currency: "GBP",
        captured: exactPence(14_250),
        challengeUrl: null,
        lastRefusal: null,
        card: scriptedCard,
        savedCard: null,
        refunds: [],
        disputes: [],
        ...facts,
      })
      return { acquirerPaymentId, reference }
    },
    /** A payment that was charged at the acquirer, with its answer lost. */
    chargedUnseen: async () => {
      const { acquirer } = outside()
      const payment = await aStartedPayment(till.council)
      acquirer.script.push((request) => {
        acquirer.charge(request)
        return { kind: "unknown", cause: "cut_off", evidence: {} }
      })
      expect(await till.pay(payment.id)).toBe("checking")
      const acquirerPaymentId = till.firstObjectOf(payment.id)
      return { payment, pointer: { acquirerPaymentId, reference: payment.id } }
    },
  }
}
