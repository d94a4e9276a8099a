import { expect, it } from "vitest"
import { hourMilliseconds } from "#domain/instant.ts"
import { exactPence } from "#domain/money.ts"
import { nextUtcDay, startOfUtcDay, type UtcDay, utcDay } from "#domain/utc-day.ts"
import type { Payout, SettlementLine } from "#ports/acquirer-books.ts"
import type { Subject } from "./acquirer-conformance.ts"
import type { Started } from "./conformance-subject.ts"
import { amount, call, carded, look, okValue, refund } from "./stages.ts"

const dayMilliseconds = 24 * hourMilliseconds
/** Longer than from a payment to its payout, with a weekend between. */
const daysUntilPaidOut = 7
const part = exactPence(5_000)

/** What happened on one day. */
interface BusyDay {
  readonly day: UtcDay
  readonly paid: Started
  readonly refunded: Started
  readonly returned: Started
  readonly disputed: Started
}

export function testSettlements(subject: Subject): void {
  it("is not complete while the day goes on", async () => {
    const { day, paid } = await busyDay(subject)
    const books = okValue(await subject().acquirer.listSettlements(call(), day))
    expect(books).toMatchObject({ day, complete: false })
    expect(sums(books.lines, paid)).toEqual([["payment", amount]])
  })

  it("adds up once the day is closed and paid out", async () => {
    const { day, ...payments } = await busyDay(subject)
    const { paid, refunded, returned, disputed } = payments
    await subject().advance(daysUntilPaidOut * dayMilliseconds)
    const books = okValue(await subject().acquirer.listSettlements(call(), day))
    expect(books.complete).toBe(true)
    expect(sums(books.lines, paid)).toEqual([["payment", amount]])
    expect(sums(books.lines, refunded)).toEqual([
      ["payment", amount],
      ["refund", -part],
    ])
    expect(sums(books.lines, returned)).toEqual([
      ["payment", amount],
      ["refund", -amount],
      ["refund_failed", amount],
    ])
    expect(sums(books.lines, disputed)).toEqual([
      ["dispute", -amount],
      ["dispute_won", amount],
      ["payment", amount],
    ])
    checkLines(books.lines, day)
    await checkNames(subject, books.lines, { refunded, disputed })
  })

  it("every line is in one payout, and each payout is the sum of its lines", async () => {
    const { day } = await busyDay(subject)
    await subject().advance(daysUntilPaidOut * dayMilliseconds)
    const lines: SettlementLine[] = []
    const payouts: Payout[] = []
    let one = day
    for (let days = 0; days <= daysUntilPaidOut; days += 1, one = nextUtcDay(one)) {
      const books = okValue(await subject().acquirer.listSettlements(call(), one))
      lines.push(...books.lines)
      payouts.push(...books.payouts)
      expect(books.payouts.map(({ paidOn }) => paidOn)).toEqual(books.payouts.map(() => one))
    }
    expect(new Set(lines.map(({ lineId }) => lineId)).size).toBe(lines.length)
    const wanted = new Set(lines.filter(isOf(day)).map(({ payoutId }) => payoutId))
    expect(wanted.size).toBeGreaterThan(0)
    for (const payoutId of wanted) {
      const net = lines.filter((line) => line.payoutId === payoutId).reduce((sum, line) => sum + line.net, 0)
      expect(payouts.filter((payout) => payout.payoutId === payoutId)).toMatchObject([
        { amount: net, currency: "GBP" },
      ])
    }
  })

  it("refuses what is no day", async () => {
    expect(await subject().acquirer.listSettlements(call(), "2026-02-30")).toMatchObject({
      kind: "refused",
      reason: "configuration",
    })
  })
}

/** A day that begins with this test, with a movement of every kind. */
async function busyDay(subject: Subject): Promise<BusyDay> {
  const day = nextUtcDay(utcDay(await subject().now()))
  await subject().advance(startOfUtcDay(day) + 9 * hourMilliseconds - (await subject().now()))
  const paid = await carded(subject(), "good")
  const refunded = await carded(subject(), "good")
  okValue(await refund(subject(), refunded, { amount: part }))
  const returned = await carded(subject(), "refund_fails")
  okValue(await refund(subject(), returned, { amount }))
  const disputed = await carded(subject(), "good")
  await subject().openDispute(disputed.request.paymentId, amount)
  const [dispute] = (await look(subject(), disputed)).disputes
  await subject().decideDispute(dispute?.acquirerDisputeId ?? "none", "won")
  await subject().advance(hourMilliseconds)
  return { day, paid, refunded, returned, disputed }
}

/** The movements of a payment, by kind. */
function sums(lines: readonly SettlementLine[], { acquirerPaymentId, request }: Started) {
  return lines
    .filter((line) => line.acquirerPaymentId === acquirerPaymentId && line.reference === request.paymentId)
    .map(({ kind, gross }): [string, number] => [kind, gross])
    .toSorted(([one], [other]) => one.localeCompare(other))
}

function isOf(day: UtcDay): (line: SettlementLine) => boolean {
  return ({ occurredAt }) => utcDay(occurredAt) === day
}

function checkLines(lines: readonly SettlementLine[], day: UtcDay): void {
  expect(lines.filter(isOf(day))).toEqual(lines)
  for (const { gross, fee, net, currency, payoutId } of lines) {
    expect({ net, currency }).toEqual({ net: gross - fee, currency: "GBP" })
    expect(fee).toBeGreaterThanOrEqual(0)
    expect(payoutId).not.toBe("")
  }
}

/** Refunds have our id, disputes the acquirer's, and nothing else has either. */
async function checkNames(
  subject: Subject,
  lines: readonly SettlementLine[],
  { refunded, disputed }: Pick<BusyDay, "refunded" | "disputed">,
): Promise<void> {
  const [refundMade] = (await look(subject(), refunded)).refunds
  const [dispute] = (await look(subject(), disputed)).disputes
  for (const { kind, refundId, acquirerDisputeId, reference } of lines) {
    expect([kind, refundId !== null]).toEqual([kind, kind.startsWith("refund")])
    expect([kind, acquirerDisputeId !== null]).toEqual([kind, kind.startsWith("dispute")])
    if (refundId !== null && reference === refunded.request.paymentId) {
      expect(refundId).toBe(refundMade?.refundId)
    }
    if (acquirerDisputeId !== null && reference === disputed.request.paymentId) {
      expect(acquirerDisputeId).toBe(dispute?.acquirerDisputeId)
    }
  }
}
