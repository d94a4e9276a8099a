import postgres from "postgres"
import { expect } from "vitest"
import type { Instant } from "#domain/instant.ts"
import type { Discrepancy } from "#domain/ledger/discrepancy.ts"
import { exactPence } from "#domain/money.ts"
import type { VerificationCount } from "#operations/ledger/verify-ledger.ts"
import { verifyLedger } from "#operations/ledger/verify-ledger.ts"
import { createRefund } from "#operations/refunds/create-refund.ts"
import type { RefundSnapshot } from "#ports/acquirer.ts"
import { aStartedPayment } from "#tests/support/council.ts"
import type { Till } from "#tests/support/till.ts"

/** Verifies a till's whole ledger; `since` null leaves the acquirer out. */
export async function verify(
  till: Till,
  since: Instant | null = 0 as Instant,
): Promise<VerificationCount & { readonly found: readonly Discrepancy[] }> {
  const found: Discrepancy[] = []
  const count = await verifyLedger(till.council.outside, {
    since,
    found: (discrepancy) => void found.push(discrepancy),
    progress: () => {},
  })
  return { ...count, found }
}

/** What a verification says of one payment, without the payment's id. */
export async function differencesOf(till: Till, paymentId: string) {
  const { found } = await verify(till)
  return found
    .filter((one) => one.paymentId === paymentId)
    .map(({ paymentId: _, subjectId, ...rest }) => ({
      ...rest,
      ...(subjectId === paymentId ? {} : { subjectId }),
    }))
}

/** Writes past every trigger, as damage would. */
export async function plant(till: Till, write: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(till.council.databaseUrl, {
    max: 1,
    onnotice: () => {},
    connection: { session_replication_role: "replica" },
  })
  await write(sql)
  await sql.end()
}

/** A paid payment of £142.50. */
export async function aPaidPayment(till: Till) {
  const payment = await aStartedPayment(till.council)
  expect(await till.pay(payment.id)).toBe("captured")
  return payment
}

/** Sends a part of a payment back, with the acquirer's answer. Returns the refund's id. */
export async function sendBack(
  till: Till,
  refund: { readonly paymentId: string; readonly amount: number; readonly status?: RefundSnapshot["status"] },
): Promise<string> {
  const { acquirer } = till.council.outside
  acquirer.refundScript.push((request) => acquirer.sendBack(request, refund.status ?? "succeeded"))
  const { paymentId } = refund
  const amount = exactPence(refund.amount)
  const begun = await createRefund(till.council.outside, { paymentId, amount, expectedAvailable: null })
  if (!begun.ok) throw new Error(begun.problem)
  await begun.value.settled
  return begun.value.refund.id
}
