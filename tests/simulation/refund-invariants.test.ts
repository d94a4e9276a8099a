import { describe, expect, it } from "vitest"
import { openBooks } from "./books.ts"
import { acquirerViolations } from "./invariants.ts"

const { till, aRefundedPayment, brokenBy, forge } = openBooks()

describe("the invariants of refunds", () => {
  it("hold for a payment of which a part was given back", async () => {
    const { id } = await aRefundedPayment()
    expect(await brokenBy(id)).toEqual([])
  })

  it.each([
    [
      "a refund ends",
      "update refund set state = 'needs_operator', prev_state = 'submitted' where payment_id = $1",
    ],
    [
      "refunds add up to the payment's columns",
      "update refund set amount = amount - 1 where payment_id = $1",
    ],
    ["the acquirer's refunds are ours", "update refund set amount = amount - 1 where payment_id = $1"],
    [
      "the acquirer's refunds are ours",
      "update refund set state = 'failed', prev_state = 'succeeded' where payment_id = $1",
    ],
    [
      "refunds add up to the payment's columns",
      "update payment set refunded = refunded - 1, version = version + 1 where id = $1",
    ],
    [
      "the ledger says what the payment's columns say",
      "update payment set refunded = refunded - 1, version = version + 1 where id = $1",
    ],
    [
      "a change of state is told",
      "update outbox_event set type = 'refund.failed' where type = 'refund.succeeded' and subject_id = $1",
    ],
    [
      "nobody has to look",
      "insert into operator_case (id, reason, subject_id, payment_id, opened_at) select $1, 'refund_unclear', $1, $1, now()",
    ],
  ])("notice where it does not hold that %s", async (rule, statement) => {
    const { id } = await aRefundedPayment()
    await forge(statement, id)
    expect(await brokenBy(id)).toContain(rule)
  })

  it("notice money that the acquirer gave back without us, or twice", async () => {
    const { id, refundId } = await aRefundedPayment()
    await till.sql`
      insert into sandbox_acquirer.refund (id, payment_id, refund_id, amount, status, created_at)
      values (${`${refundId}x`}, ${`pay_${id}_0`}, ${`${refundId}x`}, 4000, 'succeeded', now())`
    expect(await brokenBy(id)).toEqual(["the acquirer's net is ours"])
    const all = await acquirerViolations(till.sql, till.sql)
    expect(all.filter(({ subject }) => subject === `${refundId}x`).map(({ rule }) => rule)).toEqual([
      "the acquirer's refunds are ours",
    ])
  })
})
