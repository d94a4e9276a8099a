import { eq } from "drizzle-orm"
import { describe, expect, it } from "vitest"
import { inTransaction } from "#db/connect.ts"
import { findPayment } from "#db/queries/payments.ts"
import { insertPayment } from "#db/records/new-payments.ts"
import { recordExtension, recordTransition } from "#db/records/payments.ts"
import { paymentEvent } from "#db/schema/payments.ts"
import { outboxEvent, webhookDelivery } from "#db/schema/webhooks.ts"
import { instant } from "#domain/instant.ts"
import type { Payment } from "#domain/payments/payment.ts"
import type { PaymentEvent, Transition } from "#domain/payments/transition.ts"
import { transition } from "#domain/payments/transition.ts"
import { refuse } from "#domain/problem.ts"
import { stamp } from "#operations/payments/stamp.ts"
import { aNewPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()

function decided(payment: Payment, event: PaymentEvent): Transition {
  const answer = transition(payment, event, till.council.outside.clock.now())
  if (!answer.ok) throw new Error(answer.problem)
  return answer.value
}

function record(change: Transition) {
  const { outside } = till.council
  return inTransaction(outside.db, (transaction) =>
    recordTransition(transaction, change, stamp(outside, "payee")),
  )
}

async function historyOf(payment: Payment) {
  const { db } = till.council.outside
  const rows = await db
    .select()
    .from(paymentEvent)
    .where(eq(paymentEvent.paymentId, payment.id))
    .orderBy(paymentEvent.version)
  return rows.map((row) => `${row.version} ${row.event} ${row.from}>${row.to} by ${row.door}`)
}

async function submitted(): Promise<Payment> {
  const payment = await aNewPayment(till.council)
  const recorded = await record(decided(payment, { name: "submitted" }))
  if (!recorded.ok) throw new Error(recorded.problem)
  return recorded.value
}

describe("a new payment", () => {
  it("is written as it was born, with its first line", async () => {
    const payment = await aNewPayment(till.council, { metadata: { bins: 2, new: true } })
    expect(await findPayment(till.council.outside.db, payment.id)).toEqual(payment)
    expect(await historyOf(payment)).toEqual(["1 born created>created by buyer"])
    expect(await till.toldOf(payment.id)).toEqual([])
  })

  it("is written once", async () => {
    const { db } = till.council.outside
    const payment = await aNewPayment(till.council)
    const again = db.transaction((transaction) => insertPayment(transaction, payment, "buyer"))
    await expect(again).rejects.toMatchObject({ cause: { code: "23505" } })
  })
})

describe("a transition", () => {
  it("is written whole", async () => {
    const payment = await submitted()
    const captured = decided(payment, { name: "captured", amount: payment.amount, card: null })
    expect(await record(captured)).toEqual({ ok: true, value: captured.after })
    expect(await findPayment(till.council.outside.db, payment.id)).toEqual(captured.after)
    expect(await historyOf(payment)).toEqual([
      "1 born created>created by buyer",
      "2 submitted created>authorising by payee",
      "3 captured authorising>captured by payee",
    ])
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
  })

  it("tells the event of its own id, sequence and state", async () => {
    const { db } = till.council.outside
    const payment = await submitted()
    const [told] = await db.select().from(outboxEvent).where(eq(outboxEvent.subjectId, payment.id))
    expect(JSON.parse(told?.body ?? "")).toMatchObject({
      id: told?.id,
      type: "payment.started",
      data: { payment_id: payment.id, state: { status: "started", finished: false } },
    })
    const deliveries = await db
      .select()
      .from(webhookDelivery)
      .where(eq(webhookDelivery.eventId, told?.id ?? ""))
    expect(deliveries).toHaveLength(1)
  })

  it("that comes second is refused and leaves nothing", async () => {
    const payment = await aNewPayment(till.council)
    const opened = decided(payment, { name: "opened" })
    const cancelled = decided(payment, { name: "payee_cancel" })
    expect(await record(opened)).toMatchObject({ ok: true })
    expect(await record(opened)).toEqual({ ok: false, problem: "payment_changed" })
    expect(await record(cancelled)).toEqual({ ok: false, problem: "payment_changed" })
    expect(await findPayment(till.council.outside.db, payment.id)).toEqual(opened.after)
    expect(await historyOf(payment)).toHaveLength(2)
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started"])
  })

  it("wins alone among many at once", async () => {
    const payment = await submitted()
    const captured = decided(payment, { name: "captured", amount: payment.amount, card: null })
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => record(captured)))
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1)
    expect(await till.ledgerOf(payment.id)).toHaveLength(2)
  })

  it("is gone with the transaction around it", async () => {
    const { outside } = till.council
    const payment = await submitted()
    const captured = decided(payment, { name: "captured", amount: payment.amount, card: null })
    const undone = await inTransaction(outside.db, async (transaction) => {
      await recordTransition(transaction, captured, stamp(outside, "job"))
      return refuse("payment_changed")
    })
    expect(undone.ok).toBe(false)
    expect(await findPayment(outside.db, payment.id)).toEqual(payment)
    expect(await till.ledgerOf(payment.id)).toEqual([])
    expect(await till.toldOf(payment.id)).toEqual(["1 payment.started"])
  })

  it("of an operator case is marked in the history", async () => {
    const payment = await submitted()
    const captured = decided(payment, { name: "captured", amount: payment.amount, card: null })
    await record(captured)
    await record(decided(captured.after, { name: "declined", reason: "declined", card: null }))
    const rows =
      await till.sql`select event, operator_case from payment_event where payment_id = ${payment.id} and version > 2`
    expect([...rows]).toEqual([
      { event: "captured", operator_case: false },
      { event: "declined", operator_case: true },
    ])
    const cases = await till.sql`select reason, subject_id, closed_at from operator_case`
    expect([...cases]).toEqual([{ reason: "contradiction", subject_id: payment.id, closed_at: null }])
  })
})

describe("an extension", () => {
  const until = instant(Date.UTC(2026, 11, 24))

  async function extend(before: Payment) {
    const { outside } = till.council
    return await inTransaction(outside.db, (transaction) =>
      recordExtension(transaction, { before, expiresAt: until }, stamp(outside, "payee")),
    )
  }

  it("moves the end and says so", async () => {
    const payment = await aNewPayment(till.council)
    expect(await extend(payment)).toEqual({ ok: true })
    expect(await findPayment(till.council.outside.db, payment.id)).toEqual({
      ...payment,
      version: 2,
      expiresAt: until,
    })
    expect(await historyOf(payment)).toEqual([
      "1 born created>created by buyer",
      "2 extended created>created by payee",
    ])
  })

  it("of a payment that changed is refused", async () => {
    const payment = await aNewPayment(till.council)
    await record(decided(payment, { name: "opened" }))
    expect(await extend(payment)).toEqual({ ok: false, problem: "payment_changed" })
    const kept = await findPayment(till.council.outside.db, payment.id)
    expect(kept?.expiresAt).toBe(payment.expiresAt)
  })
})
