import { describe, expect, it } from "vitest"
import type { OperatorWork } from "#commands/operator-arguments.ts"
import { runOperator } from "#commands/run-operator.ts"
import { findOpenCases } from "#db/queries/operator-cases.ts"
import type { Instant } from "#domain/instant.ts"
import type { CaseEnd } from "#domain/operator-cases/case-end.ts"
import type { UtcDay } from "#domain/utc-day.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import { openTill } from "#tests/support/till.ts"

const till = openTill()
const operator = (request: OperatorWork) => runOperator(till.council.outside, request)
const resolve = (caseId: string, to: CaseEnd) =>
  operator({ verb: "resolve", caseId, to, by: "Nia Rees", evidence: "acquirer's portal, ticket 81" })

async function stuckPayment() {
  const payment = await aStartedPayment(till.council)
  till.council.outside.acquirer.script.push(() => ({ kind: "unknown", cause: "mismatch", evidence: {} }))
  await till.pay(payment.id)
  const open = await findOpenCases(till.council.outside.db, 10)
  return { payment, caseId: open.find((one) => one.paymentId === payment.id)?.id ?? "" }
}

describe("an operator", () => {
  it("sees what people must look at, and how it may end", async () => {
    expect(await operator({ verb: "list" })).toEqual({ ok: true, lines: ["No case is open."] })
    const { payment, caseId } = await stuckPayment()
    const { lines } = await operator({ verb: "list" })
    expect(lines[0]).toMatch(/^CASE +OPENED +REASON +SUBJECT +PAYMENT +MAY END AS$/)
    expect(lines[1]).toContain(`${caseId}  2026-11-22 09:30:00  outcome_unclear  ${payment.id}`)
    expect(lines[1]).toMatch(/captured declined failed cancelled_by_service$/)
    expect(lines.at(-1)).toMatch(/^outcome_unclear: nobody knows/)
  })

  it("ends a case, once", async () => {
    const { payment, caseId } = await stuckPayment()
    expect(await resolve(caseId, "captured")).toEqual({
      ok: true,
      lines: [`${caseId} (outcome_unclear of ${payment.id}) has ended: captured.`],
    })
    expect(await till.stateOf(payment.id)).toBe("captured")
    expect(await resolve(caseId, "failed")).toEqual({
      ok: false,
      lines: ["This case has ended already."],
    })
  })

  it("is told why a case cannot end so", async () => {
    const { caseId } = await stuckPayment()
    expect((await resolve(caseId, "noted")).lines).toEqual([
      "This case cannot end as noted, only as: captured, declined, failed, cancelled_by_service.",
    ])
    expect((await resolve("case_nobody", "noted")).lines).toEqual(["There is no case case_nobody."])
  })

  it("sees where the acquirer's books and the ledger differ, and has a day looked at again", async () => {
    const { acquirer, clock } = till.council.outside
    expect(await operator({ verb: "exceptions" })).toEqual({
      ok: true,
      lines: [
        "No day has been compared yet: each is, once it is over and the acquirer has closed its books.",
      ],
    })
    const early = "2026-11-20" as UtcDay
    acquirer.settlements.set(early, { day: early, lines: [], payouts: [], complete: true })
    await operator({ verb: "reconcile", day: early })
    const agree = { ok: true, lines: ["The acquirer's books and the ledger agree."] }
    expect(await operator({ verb: "exceptions" })).toEqual(agree)
    const payment = await aStartedPayment(till.council)
    await till.pay(payment.id)
    const day = "2026-11-22" as UtcDay
    const books = { day, lines: [], payouts: [], complete: true }
    acquirer.settlements.set(day, { ...books, complete: false })
    const reconcile = () => operator({ verb: "reconcile", day })
    expect(await reconcile()).toEqual({
      ok: false,
      lines: ["sandbox: 2026-11-22 is not closed in the acquirer's books yet."],
    })
    acquirer.settlements.set(day, books)
    clock.advance(86_400_000)
    expect(await reconcile()).toEqual({ ok: true, lines: ["sandbox: 2026-11-22 is reconciled."] })
    const { lines } = await operator({ verb: "exceptions" })
    expect(lines[0]).toMatch(/^DAY +DIFFERENCE +KIND +PAYMENT +BOOKS +LEDGER +LINE +CASE$/)
    const own = lines.find((line) => line.includes(payment.id))
    expect(own).toMatch(
      /^2026-11-22 {2}not_in_books {2}payment +\w+ {2}- +£142\.50 {2}posting:ldg_captured_\w+ {2}case_\w+$/,
    )
  })

  it("has the acquirer asked about what happened lately", async () => {
    const { acquirer, clock } = till.council.outside
    const recover = (since: Instant | null) => operator({ verb: "recover", since })
    const payment = await aStartedPayment(till.council)
    const acquirerPaymentId = till.firstObjectOf(payment.id)
    acquirer.change(acquirerPaymentId, { status: "captured", captured: payment.amount })
    const pointers = [
      { acquirerPaymentId, reference: payment.id },
      { acquirerPaymentId: "acq_nowhere", reference: "another shop's" },
    ]
    const at = clock.now()
    const changes = pointers.map((pointer) => ({ ...pointer, at }))
    acquirer.changes = { changes, nextCursor: "chg_2", complete: true }
    expect(await recover(null)).toEqual({
      ok: true,
      lines: [
        "Asked about 1 payments at the acquirer, and settled what was news.",
        "Without money, and not ours to settle: 1.",
      ],
    })
    expect(await till.stateOf(payment.id)).toBe("captured")
    acquirer.down = true
    expect(await recover(at)).toMatchObject({
      ok: false,
      lines: [expect.any(String), "Without an answer: 1. Try again."],
    })
    acquirer.down = false
    const asked = acquirer.calls.filter(({ operation }) => operation === "list_changes")
    expect(asked.map(({ subject }) => JSON.parse(subject))).toEqual([
      { since: at - 48 * 3_600_000 },
      { since: at },
    ])
  })
})
