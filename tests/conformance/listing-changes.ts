import { expect, it } from "vitest"
import { exactPence } from "#domain/money.ts"
import type { ChangePage, ChangesFrom } from "#ports/acquirer.ts"
import type { Subject } from "./acquirer-conformance.ts"
import { call, carded, okValue, refund } from "./stages.ts"

/** More than an acquirer gives in one page. */
const manyRefunds = 110
/** As many at once as a busy hour brings. */
const sideBySide = 6
/** A list that has no end is a failure, not a wait. */
const mostPages = 2_000

type Change = ChangePage["changes"][number]

export function testListingChanges(subject: Subject): void {
  it("begins at a moment and goes the way things went", async () => {
    const since = await subject().now()
    const payments = [
      await carded(subject(), "good"),
      await carded(subject(), "short_of_funds"),
      await carded(subject(), "good", { captureMode: "manual" }),
    ]
    const { changes } = await readToEnd(subject, { since })
    const ours = changes.filter(({ reference }) =>
      payments.some(({ request }) => request.paymentId === reference),
    )
    const order = [...new Set(ours.map(({ acquirerPaymentId }) => acquirerPaymentId))]
    expect(order).toEqual(payments.map(({ acquirerPaymentId }) => acquirerPaymentId))
    const times = ours.map(({ at }) => at)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    // Some acquirers count whole seconds.
    expect(Math.min(...times)).toBeGreaterThanOrEqual(Math.floor(since / 1000) * 1000)
  })

  it("goes on after its cursor with what is new, and with nothing until then", async () => {
    await carded(subject(), "good")
    const { cursor } = await readToEnd(subject, { since: await subject().now() })
    const still = okValue(await subject().acquirer.listChanges(call(), { cursor }))
    expect(still).toEqual({ changes: [], nextCursor: cursor, complete: true })
    const payment = await carded(subject(), "good")
    const { changes } = await readToEnd(subject, { cursor })
    expect(new Set(changes.map(({ reference }) => reference))).toEqual(new Set([payment.request.paymentId]))
  })

  it("loses nothing and gives nothing twice while things happen", { timeout: 60_000 }, async () => {
    const payment = await carded(subject(), "good")
    const { cursor } = await readToEnd(subject, { since: await subject().now() })
    let writing = true
    const written = refundMany(subject, payment).finally(() => {
      writing = false
    })
    const seen: Change[] = []
    let from = cursor
    for (let pages = 0, isLast = false; !isLast; pages += 1) {
      if (pages > mostPages) throw new Error("the list has no end")
      isLast = !writing
      const end = await readToEnd(subject, { cursor: from })
      seen.push(...end.changes)
      from = end.cursor
    }
    await written
    // Another payment's refund may turn out meanwhile.
    const ours = seen.filter(({ reference }) => reference === payment.request.paymentId)
    expect(ours.length).toBeGreaterThanOrEqual(manyRefunds)
    expect((await readToEnd(subject, { cursor })).changes.slice(0, seen.length)).toEqual(seen)
  })
}

async function readToEnd(subject: Subject, from: ChangesFrom) {
  const changes: Change[] = []
  let next = from
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = okValue(await subject().acquirer.listChanges(call(), next))
    changes.push(...page.changes)
    if (page.nextCursor === null) throw new Error("no cursor though something happened")
    next = { cursor: page.nextCursor }
    if (page.complete) return { changes, cursor: page.nextCursor }
  }
  throw new Error("the list has no end")
}

async function refundMany(subject: Subject, payment: Awaited<ReturnType<typeof carded>>): Promise<void> {
  let left = manyRefunds
  const one = async () => {
    while (left > 0) {
      left -= 1
      okValue(await refund(subject(), payment, { amount: exactPence(1) }))
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, one))
}
