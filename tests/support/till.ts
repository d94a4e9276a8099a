import postgres from "postgres"
import { afterAll, beforeAll } from "vitest"
import { findPayment } from "#db/queries/payments.ts"
import { authorisePayment } from "#operations/payments/authorise-payment.ts"
import type { Council } from "#tests/support/council.ts"
import { aCouncil } from "#tests/support/council.ts"

/** A council of one test file, with what its tests look at. */
export interface Till {
  readonly council: Council
  readonly sql: postgres.Sql
  /** Charges a card; the payment's state afterwards, or why nothing was begun. */
  pay(paymentId: string, token?: string): Promise<string>
  stateOf(paymentId: string): Promise<string | undefined>
  ledgerOf(paymentId: string): Promise<readonly postgres.Row[]>
  /** What the buyer was told, `1 payment.started`. */
  toldOf(paymentId: string): Promise<readonly string[]>
  /** Charges at the acquirer for this payment. */
  chargesOf(paymentId: string): number
  /** The acquirer's first object of this payment. */
  firstObjectOf(paymentId: string): string
}

/** Opens a till before the file's tests, and closes it after them. */
export function openTill(): Till {
  const till: { council?: Council; sql?: postgres.Sql } = {}
  const council = () => {
    if (!till.council) throw new Error("the till opens before the tests")
    return till.council
  }
  const sql = () => {
    if (!till.sql) throw new Error("the till opens before the tests")
    return till.sql
  }
  beforeAll(async () => {
    till.council = await aCouncil()
    till.sql = postgres(till.council.databaseUrl, { max: 2, onnotice: () => {} })
  })
  afterAll(async () => {
    await till.sql?.end()
    await till.council?.end()
  })
  const objectsOf = (paymentId: string) =>
    [...council().outside.acquirer.payments.values()].filter((one) => one.reference === paymentId)
  return {
    get council() {
      return council()
    },
    get sql() {
      return sql()
    },
    pay: async (paymentId, token = "tok_test") => {
      const begun = await authorisePayment(council().outside, { paymentId, token })
      if (!begun.ok) return begun.problem
      const settled = await begun.value.settled
      return settled.ok ? settled.value.state : settled.problem
    },
    stateOf: async (paymentId) => (await findPayment(council().outside.db, paymentId))?.state,
    ledgerOf: async (paymentId) =>
      await sql()`select kind, account, amount::int from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
        where payment_id = ${paymentId} order by account`,
    toldOf: async (paymentId) => {
      const rows =
        await sql()`select type, sequence from outbox_event where subject_id = ${paymentId} order by sequence`
      return rows.map((row) => `${row["sequence"]} ${row["type"]}`)
    },
    chargesOf: (paymentId) => objectsOf(paymentId).filter((one) => one.status === "captured").length,
    firstObjectOf: (paymentId) => objectsOf(paymentId)[0]?.acquirerPaymentId ?? "",
  }
}
