import { expect, it } from "vitest"
import { later } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { settleDispute } from "#operations/disputes/settle-dispute.ts"
import { resolveCase } from "#operations/operator-cases/resolve-case.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { DisputeSnapshot } from "#ports/acquirer-disputes.ts"
import { aNewPayment, aStartedPayment, openEntry } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"
import { aPaidPayment, sendBack, verify } from "./verification.ts"

const till = openTill()
const outside = () => till.council.outside

async function dispute(paymentId: string, ends: readonly DisputeSnapshot["status"][]) {
  const { acquirer, clock } = outside()
  for (const status of ["needs_response", ...ends] as const) {
    const facts = {
      acquirerDisputeId: `dsp_${paymentId}`,
      amount: exactPence(14_250),
      reason: "fraudulent",
      status,
      evidenceDueAt: null,
      openedAt: clock.now(),
    }
    acquirer.change(till.firstObjectOf(paymentId), { disputes: [facts] })
    await settleDispute(outside(), { paymentId, facts, door: "acquirer" })
  }
}

/** Every way of a payment's money that there is. */
async function everything(): Promise<void> {
  const { acquirer } = outside()
  await aPaidPayment(till)
  const partly = await aPaidPayment(till)
  await sendBack(till, { paymentId: partly.id, amount: 4_000, status: "succeeded" })
  await sendBack(till, { paymentId: partly.id, amount: 1_000, status: "pending" })
  await sendBack(till, { paymentId: partly.id, amount: 500, status: "failed" })
  const wholly = await aPaidPayment(till)
  await sendBack(till, { paymentId: wholly.id, amount: 14_250, status: "succeeded" })
  await dispute((await aPaidPayment(till)).id, [])
  await dispute((await aPaidPayment(till)).id, ["under_review", "won"])
  await dispute((await aPaidPayment(till)).id, ["lost"])
  const refused = await aStartedPayment(till.council)
  acquirer.script.push(() => ({ kind: "refused", reason: "do_not_retry", evidence: {} }))
  expect(await till.pay(refused.id)).toBe("declined")

  const late = await aStartedPayment(till.council)
  await cancelPayment(outside(), { paymentId: late.id, by: "payee" })
  acquirer.change(till.firstObjectOf(late.id), { status: "captured", captured: late.amount })
  await syncPayment(outside(), { paymentId: late.id, door: "acquirer" })
  await syncOperations(outside())

  const twice = await aStartedPayment(till.council)
  acquirer.script.push(() => ({ kind: "refused", reason: "declined", evidence: {} }))
  await till.pay(twice.id)
  await openEntry(till.council, twice.id)
  expect(await till.pay(twice.id)).toBe("captured")

  const none = await aPaidPayment(till)
  const object = till.firstObjectOf(none.id)
  acquirer.change(object, { status: "closed", captured: exactPence(0) })
  await settlePayment(outside(), {
    paymentId: none.id,
    acquirerPaymentId: object,
    finding: { kind: "declined", reason: "declined", card: null },
    door: "acquirer",
  })
  const [open] = await till.sql`select id from operator_case where closed_at is null`
  const caseId = String(open?.["id"])
  const evidence = "the portal shows no capture"
  expect(await resolveCase(outside(), { caseId, to: "failed", by: "Nia Rees", evidence })).toMatchObject({
    ok: true,
  })
}

it("finds nothing where all agree", async () => {
  await everything()
  const all = await verify(till)
  expect(all.found).toEqual([])
  expect(all).toMatchObject({ payments: 10, asked: 10, unanswered: new Map(), discrepancies: 0 })
  const [rows] = await till.sql`select count(*)::int as postings from ledger_transaction`
  expect(all.postings).toBe(rows?.["postings"])
})

it("goes through more than a page", async () => {
  const { id } = await aNewPayment(till.council)
  await till.sql`
    insert into payment select (jsonb_populate_record(p, jsonb_build_object('id', 'p' || lpad(n::text, 25, '0')))).*
    from payment p, generate_series(1, 450) n where p.id = ${id}`
  const { payments, found } = await verify(till, later(outside().clock.now(), 1))
  expect(payments).toBe(461)
  expect(found).toEqual([])
})
