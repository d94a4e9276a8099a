import { describe, expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { lateAfterCommit } from "#tests/support/late-after-commit.ts"
import { refundDesk } from "#tests/support/refunds.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const desk = refundDesk(till)
const paid = ["1 payment.started", "2 payment.captured"]

describe("a refund", () => {
  it("of a part is sent back, posted and told", async () => {
    const payment = await desk.paidPayment()
    expect(await desk.ask(payment.id, 4_000)).toBe("succeeded")
    expect(await desk.sumsOf(payment.id)).toBe("14250 4000 4000")
    expect(await desk.balancesOf(payment.id)).toEqual({
      acquirer_receivable: 10_250,
      buyer_payable: -10_250,
    })
    expect(await till.toldOf(payment.id)).toEqual([...paid, "3 refund.submitted", "4 refund.succeeded"])
    expect(await desk.operationsOf(payment.id, "refund")).toEqual(["succeeded"])
    const [refund] = await desk.refundsOf(payment.id)
    expect(refund).toMatchObject({
      kind: "refund",
      acquirerPaymentId: till.firstObjectOf(payment.id),
      acquirerRefundId: `ref_${refund?.id}`,
    })
    expect(await till.stateOf(payment.id)).toBe("captured")
  })

  it("of the whole leaves nothing to refund", async () => {
    const payment = await desk.paidPayment()
    expect(await desk.ask(payment.id, 14_250, 14_250)).toBe("succeeded")
    expect(await desk.balancesOf(payment.id)).toEqual({})
    expect(await desk.ask(payment.id, 1)).toBe("refund_not_possible")
  })

  it("may come in parts until nothing is left", async () => {
    const payment = await desk.paidPayment()
    for (const amount of [1, 14_000, 249]) expect(await desk.ask(payment.id, amount)).toBe("succeeded")
    expect(await desk.sumsOf(payment.id)).toBe("14250 14250 14250")
    expect(await desk.ask(payment.id, 1)).toBe("refund_not_possible")
    expect(await desk.linesOf(payment.id)).toEqual([
      "refund 1 succeeded",
      "refund 14000 succeeded",
      "refund 249 succeeded",
    ])
  })

  it("is committed before the acquirer is asked, with the amount reserved", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    const seen: string[] = []
    acquirer.refundScript.push(async (request) => {
      seen.push(await desk.sumsOf(payment.id), ...(await desk.linesOf(payment.id)))
      seen.push(...(await desk.operationsOf(payment.id, "refund")))
      return acquirer.sendBack(request, "succeeded")
    })
    expect(await desk.ask(payment.id, 4_000)).toBe("succeeded")
    expect(seen).toEqual(["14250 4000 0", "refund 4000 submitted", "sent"])
  })

  it("answers with the refund and the payment as they were committed", async () => {
    const { outside } = till.council
    const payment = await desk.paidPayment()
    const begun = await createRefund(outside, {
      paymentId: payment.id,
      amount: exactPence(4_000),
      expectedAvailable: null,
    })
    expect(begun).toMatchObject({
      ok: true,
      value: {
        refund: { paymentId: payment.id, state: "submitted", amount: 4_000, acquirerRefundId: null },
        payment: { refundReserved: 4_000, refunded: 0 },
      },
    })
    if (begun.ok) await begun.value.settled
  })

  it("keeps the evidence of the answer with its operation", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => ({
      ...acquirer.sendBack(request, "succeeded"),
      evidence: { status: 201, requestId: "req_refund" },
    }))
    await desk.ask(payment.id, 4_000)
    const [row] = await till.sql`
      select evidence, request from operation where payment_id = ${payment.id} and kind = 'refund'`
    expect(row).toEqual({ evidence: { status: 201, requestId: "req_refund" }, request: { amount: 4_000 } })
  })
})

describe("a refund that cannot be", () => {
  it.each<[string, number, number | undefined, string]>([
    ["of more than was taken", 14_251, undefined, "refund_too_large"],
    ["on a belief that is too high", 4_000, 14_251, "refund_available_differs"],
    ["on a belief that is too low", 4_000, 0, "refund_available_differs"],
  ])("%s leaves nothing behind", async (_name, amount, expected, problem) => {
    const payment = await desk.paidPayment()
    expect(await desk.ask(payment.id, amount, expected)).toBe(problem)
    expect(await desk.refundsOf(payment.id)).toEqual([])
    expect(await desk.operationsOf(payment.id, "refund")).toEqual([])
    expect(await desk.sumsOf(payment.id)).toBe("14250 0 0")
    expect(await till.toldOf(payment.id)).toEqual(paid)
  })

  it("of a payment that is not paid is refused", async () => {
    const { acquirer } = till.council.outside
    const started = await aStartedPayment(till.council)
    expect(await desk.ask(started.id, 1)).toBe("refund_not_possible")
    acquirer.script.push(() => ({ kind: "unknown", cause: "timeout", evidence: {} }))
    expect(await till.pay(started.id)).toBe("checking")
    expect(await desk.ask(started.id, 1)).toBe("refund_not_possible")
    expect(await desk.ask("v".repeat(26), 1)).toBe("payment_unknown")
  })

  it("is counted with those on their way, not only with those that arrived", async () => {
    const { acquirer } = till.council.outside
    const payment = await desk.paidPayment()
    acquirer.refundScript.push((request) => acquirer.sendBack(request, "pending"))
    expect(await desk.ask(payment.id, 14_000)).toBe("submitted")
    expect(await desk.ask(payment.id, 251)).toBe("refund_too_large")
    expect(await desk.ask(payment.id, 250, 14_250)).toBe("refund_available_differs")
    expect(await desk.ask(payment.id, 250, 250)).toBe("succeeded")
  })
})

describe("a process that stood still after its commit", () => {
  it.each([
    ["for as long as its call may take still sends", 10_000, "succeeded", 1],
    ["for longer leaves the refund to the sweep", 10_001, "submitted", 0],
  ] as const)("%s", async (_name, pause, state, calls) => {
    const { outside } = till.council
    const payment = await desk.paidPayment()
    const asked = { paymentId: payment.id, amount: exactPence(4_000), expectedAvailable: null }
    const begun = await createRefund(lateAfterCommit(outside, pause), asked)
    if (!begun.ok) throw new Error(begun.problem)
    await begun.value.settled
    expect(await desk.linesOf(payment.id)).toEqual([`refund 4000 ${state}`])
    expect(desk.keysOf("refund", begun.value.refund.id)).toHaveLength(calls)
    await desk.sweep(30_000)
    expect(await desk.linesOf(payment.id)).toEqual(["refund 4000 succeeded"])
    expect(desk.keysOf("refund", begun.value.refund.id)).toHaveLength(1)
  })
})

describe("fifty refunds at once", () => {
  it("never exceed the capture, and the ledger is exact", async () => {
    const payment = await desk.paidPayment()
    // 28 of £5 fit into £142.50; what is left is smaller than one more.
    const answers = await Promise.all(Array.from({ length: 50 }, () => desk.ask(payment.id, 500)))
    const accepted = answers.filter((answer) => answer === "succeeded")
    expect(accepted).toHaveLength(28)
    expect(answers.filter((answer) => answer === "refund_too_large")).toHaveLength(22)
    expect(await desk.sumsOf(payment.id)).toBe("14250 14000 14000")
    expect(await desk.balancesOf(payment.id)).toEqual({ acquirer_receivable: 250, buyer_payable: -250 })
    const sent = till.council.outside.acquirer.payments.get(till.firstObjectOf(payment.id))?.refunds ?? []
    expect(sent.reduce((sum, { amount }) => sum + amount, 0)).toBe(14_000)
    expect(await till.toldOf(payment.id)).toHaveLength(2 + 2 * 28)
  })

  it("of different sums keep within it too", async () => {
    const payment = await desk.paidPayment()
    const amounts = Array.from({ length: 50 }, (_, index) => 100 + 37 * ((index * 7) % 50))
    const answers = await Promise.all(
      amounts.map(async (amount) => ({ amount, answer: await desk.ask(payment.id, amount) })),
    )
    const accepted = answers.filter(({ answer }) => answer === "succeeded")
    const sum = accepted.reduce((total, { amount }) => total + amount, 0)
    const refused = answers.filter(({ answer }) => answer !== "succeeded")
    expect(sum).toBeLessThanOrEqual(14_250)
    for (const { amount, answer } of refused) {
      expect(["refund_too_large", "refund_not_possible"]).toContain(answer)
      expect(sum + amount).toBeGreaterThan(14_250)
    }
    expect(await desk.sumsOf(payment.id)).toBe(`14250 ${sum} ${sum}`)
    const left = 14_250 - sum
    expect(await desk.balancesOf(payment.id)).toEqual(
      left === 0 ? {} : { acquirer_receivable: left, buyer_payable: -left },
    )
  })
})
