import { beforeAll, expect } from "vitest"
import { exactPence } from "#domain/money.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import { deliverWebhooks } from "#operations/webhooks/deliver-webhooks.ts"
import { migrate } from "#sandbox-acquirer/store/migrate.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import type { Till } from "#tests/support/till.ts"
import { openTill } from "#tests/support/till.ts"
import { acquirerViolations, checkoutViolations } from "./invariants.ts"

/** The books of both companies, to be put in disorder. */
export interface Books {
  readonly till: Till
  /** What the sandbox would hold after the scripted acquirer has charged a payment; its id. */
  heldByTheAcquirer(reference: string, facts?: Readonly<Record<string, unknown>>): Promise<string>
  /** A payment with which all is well: paid, posted, told, delivered, and held by the acquirer. */
  aSettledPayment(): Promise<string>
  /** The same with £40.00 given back. */
  aRefundedPayment(): Promise<{ readonly id: string; readonly refundId: string }>
  /** Every rule broken by what belongs to a payment. */
  brokenBy(paymentId: string): Promise<readonly string[]>
  /** Changes what the database's own guards would not let change; `$1` is the payment. */
  forge(statement: string, paymentId: string): Promise<void>
}

/** Opens the books before the file's tests, and closes them after. */
export function openBooks(): Books {
  const till = openTill()
  beforeAll(async () => {
    await migrate(till.council.databaseUrl)
  })
  const deliverAll = async () => {
    while ((await deliverWebhooks(till.council.outside)) > 0) till.council.outside.clock.advance(1_000)
  }
  const books: Books = {
    till,
    heldByTheAcquirer: async (reference, facts = {}) => {
      const { sql } = till
      const id = `pay_${reference}_${Object.keys(facts).length}`
      await sql`insert into sandbox_acquirer.payment ${sql({ ...aCharge(id, reference), ...facts })}`
      return id
    },
    aSettledPayment: async () => {
      const { id } = await aStartedPayment(till.council)
      expect(await till.pay(id)).toBe("captured")
      await deliverAll()
      await books.heldByTheAcquirer(id)
      return id
    },
    aRefundedPayment: async () => {
      const id = await books.aSettledPayment()
      const amount = exactPence(4_000)
      const asked = { paymentId: id, amount, expectedAvailable: null }
      const begun = await createRefund(till.council.outside, asked)
      if (!begun.ok) throw new Error(begun.problem)
      await begun.value.settled
      await deliverAll()
      const refundId = begun.value.refund.id
      await till.sql`
        insert into sandbox_acquirer.refund (id, payment_id, refund_id, amount, status, created_at)
        values (${refundId}, ${`pay_${id}_0`}, ${refundId}, ${amount}, 'succeeded', now())`
      return { id, refundId }
    },
    brokenBy: async (paymentId) => {
      const { sql } = till
      const parts = await sql`
        select id from operation where payment_id = ${paymentId}
        union select id from refund where payment_id = ${paymentId}
        union select id from outbox_event where subject_id = ${paymentId}
        union select id from ledger_transaction where payment_id = ${paymentId}`
      const subjects = new Set([paymentId, ...parts.map((row) => row["id"])])
      const violations = [...(await checkoutViolations(sql)), ...(await acquirerViolations(sql, sql))]
      return violations.filter(({ subject }) => subjects.has(subject)).map(({ rule }) => rule)
    },
    forge: async (statement, paymentId) => {
      await till.sql.begin(async (sql) => {
        await sql`set local session_replication_role = replica`
        await sql.unsafe(statement, [paymentId])
      })
    },
  }
  return books
}

function aCharge(id: string, reference: string) {
  return {
    id,
    reference,
    amount: 14_250,
    currency: "GBP",
    capture_mode: "automatic",
    description: "Council Tax",
    language: "en",
    return_url: "https://pay.example/",
    challenge_return_url: "https://pay.example/",
    created_at: new Date(0),
    expires_at: new Date(0),
    entry_id: id,
    entry_secret_digest: "digest",
    status: "captured",
    authorised: 14_250,
    captured: 14_250,
  }
}
