import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { exactPence } from "#domain/money.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import { cancelPayment } from "#operations/payments/cancel-payment.ts"
import { expirePayments } from "#operations/payments/expire-payments.ts"
import { settlePayment } from "#operations/payments/settle-payment.ts"
import { syncOperations } from "#operations/payments/sync-operations.ts"
import { syncPayment } from "#operations/payments/sync-payment.ts"
import type { Council } from "#tests/support/council.ts"
import { aCouncil, aNewPayment, aStartedPayment, openEntry } from "#tests/support/council.ts"
import { scriptedCard } from "#tests/support/scripted-acquirer.ts"

let council: Council
let sql: postgres.Sql

beforeAll(async () => {
  council = await aCouncil()
  sql = postgres(council.databaseUrl, { max: 2, onnotice: () => {} })
})
afterAll(async () => {
  await sql.end()
  await council.end()
})

const minute = 60_000

async function stateOf(paymentId: string) {
  const payment = await findPayment(council.outside.db, paymentId)
  return payment?.state
}

async function pay(paymentId: string, token = "tok_test") {
  const begun = await authorisePayment(council.outside, { paymentId, token })
  if (!begun.ok) return begun.problem
  const settled = await begun.value.settled
  return settled.ok ? settled.value.state : settled.problem
}

async function ledgerOf(paymentId: string) {
  return await sql`select kind, account, amount::int from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
    where payment_id = ${paymentId} order by account`
}

async function toldOf(paymentId: string) {
  const rows = await sql`select type, sequence from outbox_event where subject_id = ${paymentId} order by sequence`
  return rows.map((row) => `${row["sequence"]} ${row["type"]}`)
}

function chargesOf(paymentId: string) {
  const ids = [...council.outside.acquirer.payments.values()].filter((one) => one.reference === paymentId)
  return ids.filter((one) => one.status === "captured").length
}

describe("a charge", () => {
  it("ends captured, balanced, told once", async () => {
    const payment = await aStartedPayment(council)
    expect(await pay(payment.id)).toBe("captured")
    expect(await ledgerOf(payment.id)).toEqual([
      { kind: "captured", account: "acquirer_receivable", amount: 14_250 },
      { kind: "captured", account: "buyer_payable", amount: -14_250 },
    ])
    expect(await toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
    const [operation] = await sql`select state, request from operation where payment_id = ${payment.id} and kind = 'authorise'`
    expect(operation).toEqual({ state: "succeeded", request: { amount: 14_250 } })
  })

  it("happens once for three simultaneous submits", async () => {
    const payment = await aStartedPayment(council)
    const answers = await Promise.all([pay(payment.id), pay(payment.id), pay(payment.id)])
    expect(answers.filter((answer) => answer === "captured")).toHaveLength(1)
    expect(chargesOf(payment.id)).toBe(1)
    expect(await ledgerOf(payment.id)).toHaveLength(2)
    expect(await toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
  })

  it("refused leaves the payee another card", async () => {
    const payment = await aStartedPayment(council)
    council.outside.acquirer.script.push((request) => {
      council.outside.acquirer.change(request.acquirerPaymentId, { status: "closed", lastRefusal: "insufficient_funds" })
      return { kind: "refused", reason: "insufficient_funds", evidence: {} }
    })
    expect(await pay(payment.id)).toBe("started")
    expect(await ledgerOf(payment.id)).toEqual([])
    expect(await pay(payment.id)).toBe("payment_not_payable")
    await openEntry(council, payment.id)
    expect(await pay(payment.id, "tok_other")).toBe("captured")
    expect(chargesOf(payment.id)).toBe(1)
  })

  it("is refused after the fifth card", async () => {
    const payment = await aStartedPayment(council)
    const states = []
    for (let card = 0; card < 5; card += 1) {
      council.outside.acquirer.script.push(() => ({ kind: "refused", reason: "declined", evidence: {} }))
      states.push(await pay(payment.id))
      await openEntry(council, payment.id)
    }
    expect(states).toEqual(["started", "started", "started", "started", "declined"])
    expect(await toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.failed"])
  })

  it("that never left is known not to have happened", async () => {
    const payment = await aStartedPayment(council)
    council.outside.acquirer.down = true
    expect(await pay(payment.id)).toBe("started")
    council.outside.acquirer.down = false
    const after = await findPayment(council.outside.db, payment.id)
    expect(after?.lastRefusal).toBe("temporarily_unavailable")
  })

  it("past the time limit is refused before anything is sent", async () => {
    const payment = await aStartedPayment(council)
    council.outside.clock.advance(91 * minute)
    expect(await pay(payment.id)).toBe("payment_not_payable")
    expect(chargesOf(payment.id)).toBe(0)
  })
})

describe("an unknown outcome", () => {
  const timeout = { kind: "unknown", cause: "timeout", evidence: {} } as const

  it("that did charge is found by the sweep", async () => {
    const { acquirer, clock } = council.outside
    const payment = await aStartedPayment(council)
    acquirer.script.push((request) => {
      acquirer.charge(request)
      return timeout
    })
    expect(await pay(payment.id)).toBe("checking")
    expect(await toldOf(payment.id)).toEqual(["1 payment.started"])
    clock.advance(3_000)
    await syncOperations(council.outside)
    expect(await stateOf(payment.id)).toBe("captured")
    expect(await ledgerOf(payment.id)).toHaveLength(2)
  })

  it("that did not charge is replayed with its key", async () => {
    const { acquirer, clock } = council.outside
    const payment = await aStartedPayment(council)
    acquirer.script.push(() => timeout)
    expect(await pay(payment.id)).toBe("checking")
    clock.advance(3_000)
    await syncOperations(council.outside)
    expect(await stateOf(payment.id)).toBe("captured")
    const keys = acquirer.calls.filter((one) => one.operation === "authorise").slice(-2).map((one) => one.call.idempotencyKey)
    expect(keys[0]).toBe(keys[1])
    expect(chargesOf(payment.id)).toBe(1)
  })

  it("stays checking while nobody answers, then is released", async () => {
    const { acquirer, clock } = council.outside
    const payment = await aStartedPayment(council)
    acquirer.script.push(() => timeout)
    await pay(payment.id)
    acquirer.down = true
    for (let sweep = 0; sweep < 10; sweep += 1) {
      clock.advance(2 * minute)
      await syncOperations(council.outside)
      expect(await stateOf(payment.id)).toBe("checking")
    }
    acquirer.down = false
    clock.advance(60 * minute)
    await syncOperations(council.outside)
    const after = await findPayment(council.outside.db, payment.id)
    expect(after).toMatchObject({ state: "started", lastRefusal: "temporarily_unavailable" })
    const [object] = [...acquirer.payments.values()].filter((one) => one.reference === payment.id)
    expect(object?.status).toBe("closed")
  })

  it("of two weeks is handed to people", async () => {
    const { acquirer, clock } = council.outside
    const payment = await aStartedPayment(council)
    acquirer.script.push(() => timeout)
    await pay(payment.id)
    acquirer.down = true
    for (let day = 0; day < 15; day += 1) {
      clock.advance(24 * 60 * minute)
      await syncOperations(council.outside)
    }
    acquirer.down = false
    expect(await stateOf(payment.id)).toBe("needs_operator")
    expect(await toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.needs_operator"])
    expect(council.outside.lines.some((line) => line.message === "needs an operator")).toBe(true)
  })

  it("of a process that died is swept after its lease", async () => {
    const { acquirer, clock } = council.outside
    const payment = await aStartedPayment(council)
    const died = new Promise<never>(() => {})
    acquirer.script.push((request) => {
      acquirer.charge(request)
      return died
    })
    const begun = await authorisePayment(council.outside, { paymentId: payment.id, token: "tok_test" })
    expect(begun.ok).toBe(true)
    clock.advance(30_000)
    await syncOperations(council.outside)
    expect(await stateOf(payment.id)).toBe("authorising")
    clock.advance(31_000)
    await syncOperations(council.outside)
    expect(await stateOf(payment.id)).toBe("captured")
    expect(chargesOf(payment.id)).toBe(1)
  })

  it("with another amount is never success", async () => {
    const { acquirer, clock } = council.outside
    const payment = await aStartedPayment(council)
    acquirer.script.push((request) => {
      acquirer.change(request.acquirerPaymentId, { status: "captured", amount: exactPence(1), captured: exactPence(1) })
      return timeout
    })
    await pay(payment.id)
    clock.advance(3_000)
    await syncOperations(council.outside)
    expect(await stateOf(payment.id)).toBe("needs_operator")
    expect(await ledgerOf(payment.id)).toEqual([])
  })
})

describe("the hall", () => {
  it("adds nothing for a fact it knows", async () => {
    const payment = await aStartedPayment(council)
    await pay(payment.id)
    const [before] = await sql`select version from payment where id = ${payment.id}`
    await syncPayment(council.outside, { paymentId: payment.id, door: "acquirer" })
    await syncPayment(council.outside, { paymentId: payment.id, door: "job" })
    const [after] = await sql`select version from payment where id = ${payment.id}`
    expect(after).toEqual(before)
    expect(await ledgerOf(payment.id)).toHaveLength(2)
  })

  it("settles once when doors open together", async () => {
    const { acquirer } = council.outside
    const payment = await aStartedPayment(council)
    acquirer.script.push((request) => {
      acquirer.charge(request)
      return { kind: "unknown", cause: "cut_off", evidence: {} }
    })
    await pay(payment.id)
    await Promise.all(
      (["acquirer", "job", "payee"] as const).map((door) => syncPayment(council.outside, { paymentId: payment.id, door })),
    )
    expect(await stateOf(payment.id)).toBe("captured")
    expect(await ledgerOf(payment.id)).toHaveLength(2)
    expect(await toldOf(payment.id)).toEqual(["1 payment.started", "2 payment.captured"])
  })

  it("keeps money of an earlier attempt apart", async () => {
    const { acquirer } = council.outside
    const payment = await aStartedPayment(council)
    acquirer.script.push(() => ({ kind: "refused", reason: "declined", evidence: {} }))
    await pay(payment.id)
    const [first] = [...acquirer.payments.values()].filter((one) => one.reference === payment.id)
    await openEntry(council, payment.id)
    await pay(payment.id)
    const settled = await settlePayment(council.outside, {
      paymentId: payment.id,
      acquirerPaymentId: first?.acquirerPaymentId ?? "",
      finding: { kind: "captured", amount: payment.amount, card: scriptedCard },
      door: "acquirer",
    })
    expect(settled).toMatchObject({ ok: true, value: { state: "captured", captured: 14_250 } })
    const cases = await sql`select event from payment_event where payment_id = ${payment.id} and operator_case`
    expect(cases).toEqual([{ event: "captured" }])
  })
})

describe("a challenge", () => {
  async function challenged() {
    const { acquirer } = council.outside
    const payment = await aStartedPayment(council)
    acquirer.script.push((request) => {
      const url = "https://acquirer.example/challenges/1"
      acquirer.change(request.acquirerPaymentId, { status: "challenge", challengeUrl: url, card: scriptedCard })
      return { kind: "ok", value: { status: "challenge", url, card: scriptedCard }, evidence: {} }
    })
    expect(await pay(payment.id)).toBe("challenge_required")
    const [object] = [...acquirer.payments.values()].filter((one) => one.reference === payment.id)
    return { payment, object: object?.acquirerPaymentId ?? "" }
  }

  it("passed is captured on return", async () => {
    const { payment, object } = await challenged()
    council.outside.acquirer.change(object, { status: "captured", captured: payment.amount })
    await syncPayment(council.outside, { paymentId: payment.id, door: "payee" })
    expect(await findPayment(council.outside.db, payment.id)).toMatchObject({ state: "captured", challenged: true })
  })

  it("never answered expires and is released", async () => {
    const { payment, object } = await challenged()
    council.outside.clock.advance(91 * minute)
    await expirePayments(council.outside)
    expect(await stateOf(payment.id)).toBe("expired")
    await syncOperations(council.outside)
    expect(council.outside.acquirer.payments.get(object)?.status).toBe("closed")
    const kinds = await sql`select kind, state from operation where payment_id = ${payment.id} order by created_at, kind`
    expect(kinds.map((row) => `${row["kind"]} ${row["state"]}`).sort()).toEqual([
      "authorise superseded",
      "prepare succeeded",
      "void succeeded",
    ])
  })

  it("passed unseen is captured instead of expired", async () => {
    const { payment, object } = await challenged()
    council.outside.acquirer.change(object, { status: "captured", captured: payment.amount })
    council.outside.clock.advance(91 * minute)
    await expirePayments(council.outside)
    expect(await stateOf(payment.id)).toBe("captured")
  })

  it("does not expire while the acquirer is silent", async () => {
    const { payment } = await challenged()
    council.outside.clock.advance(91 * minute)
    council.outside.acquirer.down = true
    await expirePayments(council.outside)
    council.outside.acquirer.down = false
    expect(await stateOf(payment.id)).toBe("challenge_required")
  })
})

describe("a cancellation", () => {
  it("by the payee ends a new payment", async () => {
    const payment = await aNewPayment(council)
    expect(await cancelPayment(council.outside, { paymentId: payment.id, by: "payee" })).toMatchObject({
      ok: true,
      value: { state: "cancelled_by_payee" },
    })
    expect(await toldOf(payment.id)).toEqual(["1 payment.cancelled"])
    expect(await cancelPayment(council.outside, { paymentId: payment.id, by: "service" })).toEqual({
      ok: false,
      problem: "payment_finished",
    })
  })

  it("is refused while a charge is out", async () => {
    const { acquirer } = council.outside
    const payment = await aStartedPayment(council)
    acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    await pay(payment.id)
    expect(await cancelPayment(council.outside, { paymentId: payment.id, by: "service" })).toEqual({
      ok: false,
      problem: "payment_busy",
    })
  })

  it("of an unknown payment says so", async () => {
    expect(await cancelPayment(council.outside, { paymentId: "nobody", by: "service" })).toEqual({
      ok: false,
      problem: "payment_unknown",
    })
  })
})
